package dev.opportune.gateway;

import static dev.opportune.gateway.http.guard.RawHttp2.frame;
import static dev.opportune.gateway.http.guard.RawHttp2.get;
import static dev.opportune.gateway.http.guard.RawHttp2.number;
import static dev.opportune.gateway.http.guard.RawHttp2.setting;
import static dev.opportune.gateway.http.guard.RawHttp2.streams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.guard.RawHttp2;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Short forms of attacks by clients without a key, each beside a caller whose sends must all be taken.
class AttackIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;
    private static final String SEND = """
            {"user":"u-1","category":"news","content":{"title":"t"}}""";
    private static final String PATH = "/v1/sends/none";
    private static final int CALM = Math.toIntExact(Http2Error.ENHANCE_YOUR_CALM.code());

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(
            POLICY, Duration.ofSeconds(5), provider -> provider, Authenticator.of(List.of(caller("good-key"))));

    private final AtomicInteger taken = new AtomicInteger();
    private final List<String> others = new ArrayList<>();
    private ScheduledExecutorService caller;

    @BeforeEach
    void send_beside() {
        caller = Executors.newSingleThreadScheduledExecutor();
        var _ = caller.scheduleWithFixedDelay(this::send, 0, 50, TimeUnit.MILLISECONDS);
    }

    private void send() {
        try {
            var answer = gateway.post(SEND, "Authorization", "Bearer good-key");
            if (answer.statusCode() == 200) taken.incrementAndGet();
            else others.add(answer.statusCode() + answer.body());
        } catch (Exception failed) {
            others.add(failed.toString());
        }
    }

    @AfterEach
    void every_send_was_taken() {
        int before = taken.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> taken.get() > before);
        caller.close();
        assertThat(others).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> value("opportune_http_unread_bytes{listener=\"http\"}") == 0);
    }

    @Test
    void answers_that_nobody_reads_are_given_up_and_their_connections_with_them() throws Exception {
        var clients = new ArrayList<RawHttp2>();
        for (int i = 0; i < 20; i++) {
            var client = RawHttp2.connect(gateway.gateway.port(), setting(RawHttp2.INITIAL_WINDOW_SIZE, 0));
            var requests = new ByteArrayOutputStream();
            streams(100).forEach(stream -> requests.writeBytes(get(stream, PATH, "")));
            client.write(requests.toByteArray());
            clients.add(client);
        }
        for (var client : clients) {
            client.awaitEnd();
            assertThat(client.frames().stream()
                            .filter(it -> it.type() == RawHttp2.RST_STREAM || it.type() == RawHttp2.GOAWAY)
                            .map(RawHttp2.Frame::errorCode))
                    .hasSizeGreaterThan(1)
                    .containsOnly(CALM);
        }
    }

    enum Flood {
        PING(RawHttp2.PING, 0, 0, 8),
        PING_ACK(RawHttp2.PING, RawHttp2.ACK, 0, 8),
        SETTINGS(RawHttp2.SETTINGS, 0, 0, 0),
        PRIORITY(RawHttp2.PRIORITY, 0, 1, 5),
        WINDOW_UPDATE(RawHttp2.WINDOW_UPDATE, 0, 0, 4),
        UNKNOWN(0x77, 0, 0, 0);

        private final int type;
        private final int flags;
        private final int stream;
        private final int payloadBytes;

        Flood(int type, int flags, int stream, int payloadBytes) {
            this.type = type;
            this.flags = flags;
            this.stream = stream;
            this.payloadBytes = payloadBytes;
        }

        /// Its payload ends in 1: a window is opened by that.
        private byte[] frame() {
            var payload = new byte[payloadBytes];
            if (payloadBytes > 0) payload[payloadBytes - 1] = 1;
            return RawHttp2.frame(type, flags, stream, payload);
        }
    }

    @ParameterizedTest
    @EnumSource
    void more_control_frames_than_requests_ask_for_end_the_connection(Flood flood) throws Exception {
        try (var client = RawHttp2.connect(gateway.gateway.port())) {
            client.writeUntilCut(flood.frame());

            assertThat(client.frames()).allMatch(it -> it.type() != RawHttp2.GOAWAY || it.errorCode() == CALM);
        }
        assertThat(value("opportune_http_connections_cut_total{listener=\"http\",reason=\"control_frames\"}"))
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void an_address_whose_streams_are_reset_again_and_again_gets_to_reset_ever_fewer(Reset reset) throws Exception {
        for (int connections = 0; connections < 15; connections++) resets(reset);

        assertThat(resets(reset)).isLessThan(10);
    }

    /// How many streams a new connection could have reset before it was cut.
    @CanIgnoreReturnValue
    private static int resets(Reset reset) throws Exception {
        try (var client = RawHttp2.connect(gateway.gateway.port())) {
            client.await(it -> it.type() == RawHttp2.SETTINGS);
            int streams = 0;
            try {
                while (!client.isClosed() && streams < 1_000) {
                    int stream = 2 * streams + 1;
                    client.write(get(stream, PATH, ""), reset.frame(stream), frame(RawHttp2.PING, 0, 0, new byte[8]));
                    streams++;
                    client.await(streams, it -> it.type() == RawHttp2.PING);
                }
            } catch (IOException | AssertionError cut) {
                // Then it took the last one with it.
            }
            client.awaitEnd();
            return streams;
        }
    }

    /// Who resets a stream.
    enum Reset {
        /// The client does.
        THEIRS,
        /// The client makes the gateway reset it: a window may not be opened by nothing.
        OURS;

        private byte[] frame(int stream) {
            return this == OURS ? frameOf(RawHttp2.WINDOW_UPDATE, stream, 0) : frameOf(RawHttp2.RST_STREAM, stream, 8);
        }

        private static byte[] frameOf(int type, int stream, int value) {
            return RawHttp2.frame(type, 0, stream, number(value));
        }
    }

    private static double value(String metric) {
        return gateway.meters
                .scrape()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .sum();
    }

    private static Caller caller(String key) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
            return new Caller("good", HexFormat.of().formatHex(sha256), EnumSet.allOf(Scope.class), null);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

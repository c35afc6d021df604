package dev.opportune.gateway.http.guard;

import static dev.opportune.gateway.http.guard.RawHttp2.frame;
import static dev.opportune.gateway.http.guard.RawHttp2.get;
import static dev.opportune.gateway.http.guard.RawHttp2.number;
import static dev.opportune.gateway.http.guard.RawHttp2.setting;
import static dev.opportune.gateway.http.guard.RawHttp2.streams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.ratelimiter.User;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the guard lets be, and what it ends for taking too long.
class GuardIT {

    private static final String KEY = "full-key";
    private static final String PATH = "/v1/sends/none";
    private static final byte[] NO_WINDOW = setting(RawHttp2.INITIAL_WINDOW_SIZE, 0);

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void a_caller_may_have_a_thousand_streams_and_one_without_a_key_a_hundred() throws Exception {
        try (var client = RawHttp2.connect(gateway.port(), NO_WINDOW)) {
            assertThat(client.await(it -> it.type() == RawHttp2.SETTINGS).setting(RawHttp2.MAX_CONCURRENT_STREAMS))
                    .isEqualTo(100);
            client.write(frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0), get(1, PATH, KEY));
            client.await(it -> it.type() == RawHttp2.SETTINGS && it.setting(RawHttp2.MAX_CONCURRENT_STREAMS) == 1_000);
            client.write(frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0));
            var requests = new ByteArrayOutputStream();
            streams(1_000).skip(1).forEach(stream -> requests.writeBytes(get(stream, PATH, KEY)));
            client.write(requests.toByteArray());
            client.await(1_000, it -> it.type() == RawHttp2.HEADERS);

            client.write(frame(RawHttp2.SETTINGS, 0, 0, setting(RawHttp2.INITIAL_WINDOW_SIZE, 1_000)));
            client.write(frame(RawHttp2.WINDOW_UPDATE, 0, 0, number(1_000_000)));

            client.await(1_000, RawHttp2.Frame::endsStream);
            assertThat(client.frames()).noneMatch(it -> it.type() == RawHttp2.RST_STREAM);
        }
    }

    @Test
    void streams_beyond_those_that_were_offered_are_refused() throws Exception {
        try (var client = RawHttp2.connect(gateway.port(), NO_WINDOW)) {
            for (int stream : streams(110).toArray()) client.write(get(stream, PATH, ""));

            assertThat(client.await(10, it -> it.type() == RawHttp2.RST_STREAM))
                    .allMatch(it -> it.errorCode() == Http2Error.REFUSED_STREAM.code());
        }
    }

    @Test
    void an_answer_may_be_read_little_by_little() throws Exception {
        try (var client = RawHttp2.connect(gateway.port(), NO_WINDOW)) {
            client.write(get(1, PATH, ""));
            for (int pieces = 1; client.frames().stream().noneMatch(RawHttp2.Frame::endsStream); pieces++) {
                client.write(frame(RawHttp2.WINDOW_UPDATE, 0, 1, number(10)));
                client.await(pieces, it -> it.type() == RawHttp2.DATA);
            }
        }
    }

    @Test
    void windows_may_be_opened_for_every_answer() throws Exception {
        try (var client = RawHttp2.connect(gateway.port())) {
            int answered = 0;
            for (int batch = 0; batch < 50; batch++) {
                var some = new ByteArrayOutputStream();
                for (int i = 0; i < 100; i++, answered++) {
                    some.writeBytes(get(2 * answered + 1, PATH, KEY));
                    for (int updates = 0; updates < 4; updates++) {
                        some.writeBytes(frame(RawHttp2.WINDOW_UPDATE, 0, 0, number(100)));
                    }
                }
                client.write(some.toByteArray());
                client.await(answered, RawHttp2.Frame::endsStream);
            }
        }
    }

    @Test
    void bodies_that_nobody_wants_give_their_window_back() throws Exception {
        var quarter = new byte[16 * 1024];
        try (var client = RawHttp2.connect(gateway.port())) {
            // Four times what the window of the connection holds: refused without a key, and given up half-way with
            // one.
            for (int i = 0; i < 64; i++) {
                int stream = 4 * i + 1;
                client.write(frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post("/v1/sends", "")));
                for (int part = 0; part < 3; part++) client.write(frame(RawHttp2.DATA, 0, stream, quarter));
                client.write(frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, new byte[8 * 1024]));
                client.await(i + 1, RawHttp2.Frame::endsStream);
            }
            client.write(get(401, PATH, KEY));
            client.await(65, RawHttp2.Frame::endsStream);
            for (int stream = 403; stream < 403 + 2 * 64; stream += 2) {
                client.write(frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post("/v1/sends", KEY)));
                for (int part = 0; part < 3; part++) client.write(frame(RawHttp2.DATA, 0, stream, quarter));
                client.write(frame(RawHttp2.RST_STREAM, 0, stream, number(8)));
                client.write(frame(RawHttp2.PING, 0, 0, new byte[8]));
                int pings = (stream - 401) / 2;
                client.await(pings, it -> it.type() == RawHttp2.PING);
            }
            client.write(get(801, PATH, KEY));
            client.await(66, RawHttp2.Frame::endsStream);
            assertThat(client.frames()).noneMatch(it -> it.type() == RawHttp2.GOAWAY);
        }
    }

    @Test
    void who_has_shown_a_key_brings_no_blame_on_others_of_its_address() throws Exception {
        // Twice as often as it takes without a key.
        for (int i = 0; i < 24; i++) {
            try (var client = RawHttp2.connect(gateway.port())) {
                client.write(get(1, PATH, KEY));
                client.await(RawHttp2.Frame::endsStream);
                client.writeUntilCut(frame(RawHttp2.PING, 0, 0, new byte[8]));
            }
        }
        // More than whoever is on probation may.
        try (var client = RawHttp2.connect(gateway.port())) {
            for (int stream : streams(10).toArray()) {
                client.write(get(stream, PATH, ""), frame(RawHttp2.RST_STREAM, 0, stream, number(8)));
            }
            client.write(get(101, PATH, ""));
            client.await(it -> it.stream() == 101 && it.endsStream());
        }
    }

    @Test
    void a_head_that_does_not_end_is_cut_off() throws Exception {
        double before = cut("slow_head");
        var unfinished = List.of(
                "GET /v1/sends/none HTTP/1.1\r\nHost: x\r\n",
                "POST /v1/sends HTT",
                "PRI * HTTP/2.0\r\n\r\nSM",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4");
        var sockets = new ArrayList<Socket>();
        for (var bytes : unfinished) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            sockets.add(socket);
        }
        try (var openBlock = RawHttp2.connect(gateway.port());
                var restingClient = RawHttp2.connect(gateway.port());
                var resting = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            openBlock.write(frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.head(PATH, "")));
            restingClient.write(get(1, PATH, ""));

            for (var socket : sockets) {
                try (socket) {
                    awaitEnd(socket);
                }
            }
            openBlock.awaitEnd();
            assertThat(cut("slow_head")).isEqualTo(before + 5);

            // Who has said nothing, or said it whole, may rest.
            assertThat(restingClient.isClosed()).isFalse();
            resting.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(resting.getInputStream().read()).isEqualTo('H');
        }
    }

    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // An end, too.
        }
    }

    @Test
    void requests_whose_answers_are_not_read_are_not_read_for_long() throws Exception {
        double before = cut("unread");
        var many = ("GET " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(200).getBytes(StandardCharsets.US_ASCII);
        long written = 0;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            while (true) {
                socket.getOutputStream().write(many);
                written += many.length;
            }
        } catch (IOException end) {
            assertThat(cut("unread")).isEqualTo(before + 1);
        }
        // What the two sockets hold, and one turn.
        assertThat(written).isLessThan(32 * 1024 * 1024);
        await().atMost(Duration.ofSeconds(20)).until(() -> unreadBytes() == 0);
    }

    @Test
    void a_caller_whose_unread_answers_hold_too_much_is_cut_off() throws Exception {
        double before = cut("unread");
        var attributes = "{\"note\":\"" + "x".repeat(32 * 1024) + "\"}";
        gateway.users.all.put(
                "large",
                new User(
                        new User.Profile(null, null, null, attributes, null),
                        List.of(),
                        new User.Preferences(null, Map.of(), Map.of())));
        try (var client = RawHttp2.connect(gateway.port(), NO_WINDOW)) {
            client.write(frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0), get(1, PATH, KEY));
            client.await(it -> it.type() == RawHttp2.SETTINGS && it.setting(RawHttp2.MAX_CONCURRENT_STREAMS) == 1_000);
            client.write(frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0));
            // 40 KiB each: the bound is passed between the 409th and the 410th.
            for (int stream : streams(400).skip(1).toArray()) client.write(get(stream, "/v1/users/large", KEY));
            client.await(400, it -> it.type() == RawHttp2.HEADERS);
            assertThat(client.isClosed()).isFalse();

            for (int stream : streams(420).skip(400).toArray()) client.write(get(stream, "/v1/users/large", KEY));

            client.awaitEnd();
            assertThat(cut("unread")).isEqualTo(before + 1);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> unreadBytes() == 0);
    }

    private static double cut(String reason) {
        return gateway.meters
                .get("opportune.http.connections.cut")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static double unreadBytes() {
        return gateway.meters.get("opportune.http.unread.bytes").gauge().value();
    }
}

package dev.opportune.gateway.http.guard;

import static dev.opportune.gateway.http.guard.RawHttp2.frame;
import static dev.opportune.gateway.http.guard.RawHttp2.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.send.request.Sends;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// How connections end when the gateway does: no client loses a request that it sent in time.
class FarewellIT {

    private static final int ALL_STREAMS = Integer.MAX_VALUE;
    private static final String PATH = "/v1/sends/none";
    private static final String KEY = "full-key";
    private static final String GET = "GET " + PATH + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n\r\n";

    @AutoClose
    private final RunningGateway gateway = new RunningGateway();

    @Test
    void an_answer_says_close_as_soon_as_callers_are_told_and_the_connection_ends_with_it() throws Exception {
        try (var client = new Client()) {
            client.write(GET);
            assertThat(client.until("detail")).doesNotContainIgnoringCase("connection: close");
            gateway.tellCallersToLeave();
            client.write(GET);

            assertThat(client.untilEnd()).startsWith("HTTP/1.1 404").containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    @Test
    void a_request_that_was_begun_before_is_answered_and_its_connection_ends() throws Exception {
        Promise<Sends.FindAnswer> found = Promise.promise();
        gateway.sends.found = found.future();
        try (var client = new Client()) {
            client.write(GET);
            await().until(() -> !gateway.sends.asked.isEmpty());
            gateway.tellCallersToLeave();
            var ended = gateway.endConnections();
            assertThat(client.isSilent()).isTrue();
            assertThat(ended.isComplete()).isFalse();
            found.complete(new Sends.FindAnswer.NotFound());

            assertThat(client.untilEnd()).startsWith("HTTP/1.1 404").containsIgnoringCase("\r\nconnection: close\r\n");
            awaitEnd(ended);
        }
    }

    @Test
    void of_requests_in_a_row_each_is_answered_and_the_last_one_says_close() throws Exception {
        Promise<Sends.FindAnswer> found = Promise.promise();
        gateway.sends.found = found.future();
        try (var client = new Client()) {
            client.write(GET + GET);
            await().until(() -> !gateway.sends.asked.isEmpty());
            gateway.tellCallersToLeave();
            found.complete(new Sends.FindAnswer.NotFound());

            var all = client.untilEnd();
            assertThat(all.split("HTTP/1.1 404", -1)).hasSize(3);
            assertThat(all.toLowerCase(Locale.ROOT).split("connection: close", -1))
                    .hasSize(2);
            assertThat(all.lastIndexOf("HTTP/1.1"))
                    .isLessThan(all.toLowerCase(Locale.ROOT).indexOf("connection: close"));
        }
    }

    @Test
    void a_connection_without_a_request_is_left_alone_until_the_end_and_then_ends_without_a_reset() throws Exception {
        try (var fresh = new Client();
                var used = new Client()) {
            used.write(GET);
            var _ = used.until("detail");
            gateway.tellCallersToLeave();
            assertThat(fresh.isSilent()).isTrue();
            assertThat(used.isSilent()).isTrue();

            var ended = gateway.endConnections();
            assertThat(fresh.untilEnd()).isEmpty();
            assertThat(used.untilEnd()).isEmpty();
            fresh.leave();
            used.leave();
            awaitEnd(ended);
        }
    }

    @Test
    void a_request_that_arrives_when_connections_end_is_answered() throws Exception {
        try (var client = new Client()) {
            gateway.tellCallersToLeave();
            client.write(GET.substring(0, 40));
            // The first of its bytes have come when another connection, which spoke later, has its answer.
            try (var other = new Client()) {
                other.write(GET);
                var _ = other.untilEnd();
            }
            var ended = gateway.endConnections();
            assertThat(client.isSilent()).isTrue();
            client.write(GET.substring(40));

            assertThat(client.untilEnd()).startsWith("HTTP/1.1 404").containsIgnoringCase("\r\nconnection: close\r\n");
            awaitEnd(ended);
        }
    }

    @Test
    void a_body_that_is_refused_on_the_way_does_not_cost_its_sender_the_answer() throws Exception {
        gateway.tellCallersToLeave();
        try (var client = new Client()) {
            client.write(post("/v1/sends", "application/json", "Content-Length: 500000"));
            for (int i = 0; i < 50; i++) client.write("x".repeat(10_000));

            assertThat(client.untilEnd()).startsWith("HTTP/1.1 413").containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    @Test
    void over_http_2_the_first_goaway_takes_nothing_back_and_what_was_begun_meanwhile_is_answered() throws Exception {
        Promise<Sends.FindAnswer> found = Promise.promise();
        gateway.sends.found = found.future();
        try (var client = RawHttp2.connect(gateway.port())) {
            client.write(get(1, PATH, KEY));
            await().until(() -> gateway.sends.asked.size() == 1);
            gateway.tellCallersToLeave();
            var first = client.await(it -> it.type() == RawHttp2.GOAWAY);
            assertThat(first.payload().getInt(0)).isEqualTo(ALL_STREAMS);
            assertThat(first.errorCode()).isEqualTo((int) Http2Error.NO_ERROR.code());

            // It was on its way when the first GOAWAY left.
            client.write(get(3, PATH, KEY));
            await().until(() -> gateway.sends.asked.size() == 2);
            var ended = gateway.endConnections();
            var last = client.await(2, it -> it.type() == RawHttp2.GOAWAY).getLast();
            assertThat(last.payload().getInt(0)).isEqualTo(3);
            assertThat(last.errorCode()).isEqualTo((int) Http2Error.NO_ERROR.code());
            assertThat(ended.isComplete()).isFalse();
            found.complete(new Sends.FindAnswer.NotFound());

            client.await(it -> it.endsStream() && it.stream() == 1);
            client.await(it -> it.endsStream() && it.stream() == 3);
            client.awaitEnd();
            awaitEnd(ended);
        }
    }

    @Test
    void a_body_over_http_2_may_follow_the_first_goaway() throws Exception {
        try (var client = RawHttp2.connect(gateway.port())) {
            client.await(it -> it.type() == RawHttp2.SETTINGS && (it.flags() & RawHttp2.ACK) != 0);
            gateway.tellCallersToLeave();
            client.await(it -> it.type() == RawHttp2.GOAWAY);
            client.write(frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head(PATH, KEY)));
            client.write(frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, "{}".getBytes(StandardCharsets.UTF_8)));

            client.await(it -> it.endsStream() && it.stream() == 1);
        }
    }

    @Test
    void who_comes_over_http_2_afterwards_is_told_with_its_first_request() throws Exception {
        gateway.tellCallersToLeave();
        try (var client = RawHttp2.connect(gateway.port())) {
            client.await(it -> it.type() == RawHttp2.SETTINGS && (it.flags() & RawHttp2.ACK) != 0);
            assertThat(client.frames()).noneMatch(it -> it.type() == RawHttp2.GOAWAY);
            client.write(get(1, PATH, KEY));

            client.await(it -> it.endsStream() && it.stream() == 1);
            assertThat(client.await(it -> it.type() == RawHttp2.GOAWAY)
                            .payload()
                            .getInt(0))
                    .isEqualTo(ALL_STREAMS);
        }
    }

    @Test
    void a_reader_of_events_that_waits_gets_what_there_is() throws Exception {
        try (var client = new Client()) {
            client.write(GET.replace(PATH, "/v1/events?wait=30"));
            await().until(() -> gateway.events.looks.get() > 0);
            gateway.tellCallersToLeave();
            var ended = gateway.endConnections();

            assertThat(client.untilEnd()).contains("{\"events\":[],\"cursor\":\"0\"}");
            awaitEnd(ended);
        }
    }

    @Test
    void an_import_ends_with_a_line_that_says_where_to_go_on() throws Exception {
        try (var client = new Client()) {
            client.write(post("/v1/users", "application/x-ndjson", "Transfer-Encoding: chunked"));
            client.write("11\r\n{\"user\":\"ada-1\"}\n\r\n");
            await().until(() -> gateway.users.all.containsKey("ada-1"));
            gateway.tellCallersToLeave();
            var ended = gateway.endConnections();
            assertThat(client.until("resume_from"))
                    .contains("{\"done\":false,\"lines\":1,\"imported\":1,\"failed\":0,"
                            + "\"detail\":\"this gateway stops: go on at another\",\"resume_from\":2}");
            client.write("0\r\n\r\n");
            var _ = client.untilEnd();
            awaitEnd(ended);
        }
    }

    private static String post(String path, String type, String framing) {
        var lines = List.of(
                "POST " + path + " HTTP/1.1",
                "Host: h",
                "Authorization: Bearer full-key",
                "Content-Type: " + type,
                framing,
                "",
                "");
        return String.join("\r\n", lines);
    }

    private static void awaitEnd(Future<Void> ended) throws Exception {
        var _ = ended.await(20, TimeUnit.SECONDS);
    }

    /// Writes and reads bytes; a reset is an exception.
    private final class Client implements AutoCloseable {

        private static final Duration SILENCE = Duration.ofMillis(400);

        private final Socket socket;

        private Client() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            socket.setSoTimeout(20_000);
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        /// Whether nothing comes for a while, not even the end.
        private boolean isSilent() throws IOException {
            socket.setSoTimeout((int) SILENCE.toMillis());
            try {
                int octet = socket.getInputStream().read();
                throw new AssertionError("not silent: " + octet);
            } catch (SocketTimeoutException silent) {
                return true;
            } finally {
                socket.setSoTimeout(20_000);
            }
        }

        private String until(String text) throws IOException {
            var all = new StringBuilder();
            while (all.indexOf(text) < 0 || all.indexOf("}", all.indexOf(text)) < 0) {
                int octet = socket.getInputStream().read();
                if (octet < 0) throw new AssertionError("ended after " + all);
                all.append((char) octet);
            }
            return all.toString();
        }

        private String untilEnd() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        private void leave() throws IOException {
            socket.close();
        }

        @Override
        public void close() throws IOException {
            leave();
        }
    }
}

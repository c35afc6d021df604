package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LateBodiesIT {

    private static final Duration BODY_TIME = Duration.ofMillis(400);
    private static final String SEND = "{\"user\":\"u-1\",\"category\":\"c\",\"content\":{\"title\":\"t\"}}";
    private static final int END = -1;

    @RegisterExtension
    private static final RunningGateway gateway = RunningGateway.withBodyTime(BODY_TIME);

    @Test
    void a_body_that_takes_too_long_is_cut_off_whatever_comes_of_it_and_no_sooner() throws Exception {
        try (var warm = begin()) {
            finish(warm); // what is served first takes its time, whatever is broken
        }
        long began = System.nanoTime();
        try (var first = begin();
                var trickling = begin()) {
            var later = begin();
            while (isOpen(trickling)) trickling.getOutputStream().write(' ');
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(BODY_TIME.toNanos());
            assertThat(first.getInputStream().read()).isEqualTo(END);
            assertThat(later.getInputStream().read()).isEqualTo(END);
            later.close();
        }
        try (var another = begin()) {
            assertThat(another.getInputStream().read())
                    .as("begun when no other was on its way")
                    .isEqualTo(END);
        }
        assertThat(gateway.sends.asked).hasSize(1);
    }

    @Test
    void one_that_came_in_time_is_answered_and_its_connection_lives_on() throws Exception {
        try (var socket = begin();
                var late = begin()) {
            finish(socket);
            assertThat(late.getInputStream().read()).isEqualTo(END);
            write(socket, head());
            finish(socket);
        }
        assertThat(gateway.sends.asked).hasSize(2);
    }

    /// Sends the head of a request and none of its body.
    private static Socket begin() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(20_000);
        write(socket, head());
        return socket;
    }

    private static String head() {
        return "POST /v1/sends HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + SEND.length() + "\r\n\r\n";
    }

    /// Sends the body, and reads the answer.
    private static void finish(Socket socket) throws IOException {
        write(socket, SEND);
        var answer = new StringBuilder();
        while (!answer.toString().endsWith("}")) {
            int octet = socket.getInputStream().read();
            assertThat(octet).as(answer.toString()).isNotEqualTo(END);
            answer.append((char) octet);
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 202 ");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Waits a little for its end.
    private static boolean isOpen(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        try {
            return socket.getInputStream().read() != END;
        } catch (java.net.SocketTimeoutException nothingYet) {
            return true;
        }
    }
}

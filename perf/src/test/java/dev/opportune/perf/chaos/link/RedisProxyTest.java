package dev.opportune.perf.chaos.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisProxyTest {

    private static final int PATIENCE_MILLIS = 10_000;

    /// Says what it was told.
    private ServerSocket echo;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private RedisProxy proxy;
    private Socket client;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var _ = Thread.ofVirtual().start(this::serve);
        proxy = RedisProxy.start(echo.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        proxy.close();
        echo.close();
    }

    @Test
    void it_passes_on_what_is_said_both_ways() throws IOException {
        assertThat(ask("one")).isEqualTo("one");
        assertThat(ask("two")).isEqualTo("two");
    }

    @Test
    void a_reply_takes_as_long_as_it_is_told_to() throws IOException {
        proxy.delayReplies(Duration.ofMillis(200));
        long begun = System.nanoTime();

        assertThat(ask("one")).isEqualTo("one");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void a_replica_that_is_cut_off_hears_nothing_until_it_connects_anew() throws IOException {
        client.getOutputStream().write("REPLCONF.".getBytes(US_ASCII));
        for (int words = 0; words < 3; words++) assertThat(read()).hasSize(3);
        proxy.cutOffReplicas();
        client.getOutputStream().write("one".getBytes(US_ASCII));
        try (var gateway = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            gateway.getOutputStream().write("two".getBytes(US_ASCII));
            assertThat(gateway.getInputStream().readNBytes(3))
                    .asString(US_ASCII)
                    .isEqualTo("two");
        }

        proxy.joinReplicas();

        assertThatThrownBy(this::read).isInstanceOf(IOException.class);
    }

    @Test
    void a_cut_loses_the_reply_to_what_was_done_and_the_connection() throws Exception {
        assertThat(ask("one")).isEqualTo("one");
        proxy.cutAtNextReply();

        assertThatThrownBy(() -> ask("two")).isInstanceOf(IOException.class);

        assertThat(heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("one");
        assertThat(heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("two");
        assertThat(proxy.stopCutting()).isOne();
    }

    @Test
    void frozen_replies_come_once_it_thaws() throws Exception {
        proxy.freeze(false);
        client.setSoTimeout(100);
        assertThatThrownBy(() -> ask("one")).isInstanceOf(SocketTimeoutException.class);
        assertThat(heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("one");

        client.setSoTimeout(PATIENCE_MILLIS);
        proxy.thaw();
        assertThat(read()).isEqualTo("one");
    }

    @Test
    void what_is_reset_ends_and_a_new_connection_works() throws IOException {
        assertThat(ask("one")).isEqualTo("one");
        proxy.reset();
        assertThatThrownBy(() -> ask("two")).isInstanceOf(IOException.class);

        client.close();
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        assertThat(ask("six")).isEqualTo("six");
    }

    private String ask(String threeLetters) throws IOException {
        client.getOutputStream().write(threeLetters.getBytes(US_ASCII));
        return read();
    }

    private String read() throws IOException {
        var bytes = client.getInputStream().readNBytes(3);
        if (bytes.length < 3) throw new IOException("it ended");
        return new String(bytes, US_ASCII);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                var socket = echo.accept();
                var _ = Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            while (true) {
                var bytes = socket.getInputStream().readNBytes(3);
                if (bytes.length < 3) return;
                heard.add(new String(bytes, US_ASCII));
                socket.getOutputStream().write(bytes);
            }
        } catch (IOException _) {
            // reset
        }
    }
}

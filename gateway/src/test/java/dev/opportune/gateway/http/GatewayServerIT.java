package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.http.guard.ConnectionGuard;
import dev.opportune.gateway.http.guard.Guard;
import dev.opportune.gateway.http.guard.RawHttp2;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.ratelimiter.event.Events;
import dev.opportune.ratelimiter.redis.RedisSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class GatewayServerIT {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private static final long AFTER_THE_LAST_WORD_MS = 200;

    @TempDir
    private Path folder;

    @Test
    void a_cursor_of_the_most_partitions_fits_into_a_request() throws Exception {
        int partitions = RedisSettings.MAX_PARTITIONS;
        var where = Listening.on("localhost", 0).withCursors(Events.maxCursorChars(partitions));
        var vertx = Vertx.vertx();
        try (var one = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var two = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            int port = GatewayServer.listen(
                            vertx,
                            where,
                            request -> Reply.noContent().writeTo(request).onFailure(Throwable::printStackTrace))
                    .await()
                    .port();
            var query = "?wait=30&limit=1000&after=" + "x".repeat(Events.maxCursorChars(partitions));
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/events" + query))
                    .build();
            for (var client : List.of(one, two, two)) { // HTTP/2 begins with an upgrade
                var answer = client.send(request, HttpResponse.BodyHandlers.discarding());
                assertThat(answer.statusCode()).isEqualTo(204);
            }
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void tls_speaks_http_2_and_http_1() throws Exception {
        var store = keyStore();
        var tls = new HttpConfig.Tls(
                pem("cert.pem", "CERTIFICATE", store.getCertificate("gateway").getEncoded()),
                pem("key.pem", "PRIVATE KEY", store.getKey("gateway", PASSWORD).getEncoded()));
        var vertx = Vertx.vertx();
        try {
            var where = Listening.on("localhost", new HttpConfig(0, tls));
            int port = GatewayServer.listen(
                            vertx,
                            where,
                            request -> Reply.noContent().writeTo(request).onFailure(Throwable::printStackTrace))
                    .await()
                    .port();
            for (var version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
                try (var client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(trusting(store))
                        .build()) {
                    var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
                            .build();
                    var answer = client.send(request, HttpResponse.BodyHandlers.discarding());
                    assertThat(answer.version()).isEqualTo(version);
                    assertThat(answer.statusCode()).isEqualTo(204);
                }
            }
        } finally {
            vertx.close().await();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_large_body_comes_in_over_tls_as_fast_as_it_is_taken(boolean pauses) throws Exception {
        var store = keyStore();
        var tls = new HttpConfig.Tls(
                pem("cert.pem", "CERTIFICATE", store.getCertificate("gateway").getEncoded()),
                pem("key.pem", "PRIVATE KEY", store.getKey("gateway", PASSWORD).getEncoded()));
        var vertx = Gateway.vertx(1);
        try {
            var where = Listening.on("localhost", new HttpConfig(0, tls));
            var guard = new Guard(where.connections(), 1, new SimpleMeterRegistry());
            int port = GatewayServer.listen(vertx, where, guard, request -> {
                        var bytes = new AtomicLong();
                        request.handler(part -> {
                            bytes.addAndGet(part.length());
                            if (!pauses) return;
                            request.pause();
                            vertx.setTimer(1, _ -> request.resume());
                        });
                        request.endHandler(_ -> request.response()
                                .end(Long.toString(bytes.get()))
                                .onFailure(Throwable::printStackTrace));
                    })
                    .await()
                    .port();
            try (var client = trusting(store).getSocketFactory().createSocket("localhost", port)) {
                client.setSoTimeout(20_000);
                int length = 2_000_000;
                String head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + length;
                var out = client.getOutputStream();
                out.write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                for (int left = length; left > 0; left -= 1_000) out.write(new byte[1_000]);
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("2000000");
            }
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void the_guard_tells_how_long_what_is_served_has_waited_for_its_turn() throws Exception {
        int requests = 2_000; // far more than one turn serves of a connection
        var vertx = Gateway.vertx(1);
        try {
            var where = Listening.on("localhost", new HttpConfig(0, null));
            var guard = new Guard(where.connections(), 1, new SimpleMeterRegistry());
            var longestNanos = new AtomicLong();
            var firstNanos = new AtomicLong(-1);
            int port = GatewayServer.listen(vertx, where, guard, request -> {
                        var loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
                        long waited = guard.waitedNanos(loop).getAsLong();
                        firstNanos.compareAndSet(-1, waited);
                        longestNanos.accumulateAndGet(waited, Math::max);
                        Objects.requireNonNull(ConnectionGuard.of(request.connection()))
                                .knowsCaller(request.connection(), "caller", 1);
                        Reply.noContent().writeTo(request).onFailure(Throwable::printStackTrace);
                    })
                    .await()
                    .port();
            try (var client = new Socket("localhost", port)) {
                client.setSoTimeout(20_000);
                var all = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(requests - 1)
                        + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                client.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                                .split("HTTP/1.1 204", -1))
                        .hasSize(requests + 1);
            }
            assertThat(firstNanos).hasValue(0);
            assertThat(longestNanos.get()).isPositive();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void the_guard_stands_behind_tls() throws Exception {
        var store = keyStore();
        var tls = new HttpConfig.Tls(
                pem("cert.pem", "CERTIFICATE", store.getCertificate("gateway").getEncoded()),
                pem("key.pem", "PRIVATE KEY", store.getKey("gateway", PASSWORD).getEncoded()));
        var vertx = Gateway.vertx(1);
        try {
            var where = Listening.on("localhost", new HttpConfig(0, tls));
            var meters = new SimpleMeterRegistry();
            var guard = new Guard(where.connections(), 1, meters);
            int port = GatewayServer.listen(
                            vertx,
                            where,
                            guard,
                            request -> Reply.noContent().writeTo(request).onFailure(Throwable::printStackTrace))
                    .await()
                    .port();
            var socket = (SSLSocket) trusting(store).getSocketFactory().createSocket("localhost", port);
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            try (var client = RawHttp2.over(socket, new byte[0])) {
                client.write(RawHttp2.get(1, "/", ""));
                client.await(RawHttp2.Frame::endsStream);

                client.writeUntilCut(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            }
            try (var client = trusting(store).getSocketFactory().createSocket("localhost", port)) {
                client.setSoTimeout(20_000);
                client.getOutputStream().write("GET / HTTP/1.2\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 400 ");
            }
            try (var slow = trusting(store).getSocketFactory().createSocket("localhost", port)) {
                slow.setSoTimeout(20_000);
                slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(slow.getInputStream().readAllBytes()).isEmpty();
                assertThat(meters.get("opportune.http.connections.cut")
                                .tag("reason", "slow_head")
                                .counter()
                                .count())
                        .isEqualTo(1);
            }
        } finally {
            vertx.close().await();
        }
    }

    /// The end of the connection is told a moment after its last answer: by then there may be nobody to tell.
    @Test
    void a_client_that_leaves_with_its_last_answer_over_tls_says_nothing_to_the_log() throws Exception {
        var store = keyStore();
        var tls = new HttpConfig.Tls(
                pem("cert.pem", "CERTIFICATE", store.getCertificate("gateway").getEncoded()),
                pem("key.pem", "PRIVATE KEY", store.getKey("gateway", PASSWORD).getEncoded()));
        var where = Listening.on("localhost", new HttpConfig(0, tls));
        var vertx = Gateway.vertx(1);
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger("io.netty");
        logger.addAppender(log);
        try {
            var guard = new Guard(where.connections(), 1, new SimpleMeterRegistry());
            int port = GatewayServer.listen(vertx, where, guard, GatewayServerIT::answerLast)
                    .await()
                    .port();
            var socket = new Socket("localhost", port);
            socket.setSoLinger(true, 0); // it is reset
            try (var client = trusting(store).getSocketFactory().createSocket(socket, "localhost", port, true)) {
                client.setSoTimeout(20_000);
                client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 204");
                socket.close();
            }
            // On the one loop that there is, so it comes after what was to be done a moment after the answer.
            vertx.timer(AFTER_THE_LAST_WORD_MS).await();
            assertThat(log.list).isEmpty();
        } finally {
            logger.detachAppender(log);
            vertx.close().await();
        }
    }

    private static void answerLast(HttpServerRequest request) {
        Objects.requireNonNull(ConnectionGuard.of(request.connection())).owesLastAnswer();
        Reply.noContent()
                .writeTo(request)
                .eventually(request.connection()::close)
                .onFailure(Throwable::printStackTrace);
    }

    private KeyStore keyStore() throws Exception {
        var file = folder.resolve("store.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        made.getInputStream().readAllBytes();
        assertThat(made.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private Path pem(String name, String type, byte[] der) throws Exception {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String text = "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
        return Files.writeString(folder.resolve(name), text);
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, PASSWORD);
        trust.setCertificateEntry("gateway", store.getCertificate("gateway"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}

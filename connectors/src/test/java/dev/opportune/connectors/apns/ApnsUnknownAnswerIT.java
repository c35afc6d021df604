package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.wire.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers that the table does not have: words that Apple may add, and what something between us and Apple may say.
class ApnsUnknownAnswerIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HALF = Duration.ofSeconds(30);
    private static final Duration TEN = Duration.ofSeconds(10);

    private static final Vertx vertx = Vertx.vertx();
    private static ApnsRig rig;
    private static volatile int status;
    private static volatile String body = "";

    @BeforeAll
    static void start(@TempDir Path folder) {
        rig = new ApnsRig(folder);
        int port = serve().actualPort();
        rig.connect(new ApnsProvider(rig.settings(new Endpoint("localhost", port), 1)), true);
    }

    private static HttpServer serve() {
        var certificate = rig.simulator.credentials().server();
        var pem = new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(
                        pem("PRIVATE KEY", certificate.getKeyPair().getPrivate().getEncoded())))
                .addCertValue(Buffer.buffer(certificate.getCertificatePathPEM()));
        var options = new HttpServerOptions()
                .setHost("localhost")
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(pem);
        return vertx.createHttpServer(options)
                .requestHandler(request -> {
                    var _ = request.response().setStatusCode(status).end(body);
                })
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static String pem(String kind, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    @AfterAll
    static void stop() {
        rig.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | {"reason":"BadWeather"}                       | BadWeather
            404 | {"reason":"BadWeather"}                       | BadWeather
            418 | {"reason":"BadWeather"}                       | BadWeather
            401 | {}                                            | http_401
            404 | <html>not here</html>                         | http_404
            407 | ''                                            | http_407
            """)
    void a_word_or_a_status_that_is_new_stays_readable_and_another_attempt_is_worth_it(
            int newStatus, String newBody, String word) {
        assertThat(outcome(newStatus, newBody)).isEqualTo(new Throttled(word, TEN, Extent.DEVICE));
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "504", "599"})
    void every_5xx_is_the_providers_or_the_ways_own_trouble(int newStatus) {
        var throttled = new Throttled("http_" + newStatus, TEN, Extent.APP);
        assertThat(outcome(newStatus, "")).isEqualTo(throttled);
        assertThat(outcome(newStatus, "<html>Bad gateway</html>")).isEqualTo(throttled);
        assertThat(outcome(newStatus, "{\"reason\":\"Overheated\"}"))
                .isEqualTo(new Throttled("Overheated", TEN, Extent.APP));
    }

    @ParameterizedTest
    @CsvSource({"'{\"reason\":\"NewRule\"}',NewRule", "'',http_403"})
    void every_403_is_about_the_app(String newBody, String word) {
        assertThat(outcome(403, newBody)).isEqualTo(new NotSent(word, MINUTE, Extent.APP));
    }

    @ParameterizedTest
    @CsvSource({"'{\"reason\":\"Slower\"}',Slower", "'',http_429"})
    void every_429_but_one_is_about_the_device(String newBody, String word) {
        assertThat(outcome(429, newBody)).isEqualTo(new Throttled(word, HALF, Extent.DEVICE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"reason\":\"Moved\",\"timestamp\":1763625600123} | Moved | 2025-11-20T08:00:00.123Z",
                "{\"reason\":\"Moved\"} | Moved |"
            })
    void every_410_is_a_device_that_is_gone(String newBody, String word, Instant since) {
        assertThat(outcome(410, newBody)).isEqualTo(new Unregistered(word, since));
    }

    private static DeliveryOutcome outcome(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
        rig.lane.awaitRoom(rig.connector());
        return rig.deliver(rig.message(1));
    }
}

package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Localized;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.fcm.message.FcmBody;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.record.Push;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our bodies, taken to the simulator's strict schema by the JDK's own HTTP/2 client.
class FcmBodyIT {

    private static final int MESSAGES = 200;
    private static final FcmBody BODY = new FcmBody(FcmSettings.DEFAULT_PLATFORMS);

    private final Random random = new Random(11);

    @TempDir
    private Path folder;

    @Test
    void the_jdks_client_has_every_body_accepted() throws Exception {
        try (var simulator = Simulator.start(SimulatorSettings.defaults())) {
            var files = simulator.writeCredentials(folder);
            var endpoint = new Endpoint("localhost", simulator.fcmPort());
            var credentials =
                    FcmCredentials.read(new FcmSettings("shop-android", files.serviceAccount(), endpoint, files.ca()));
            String bearer = credentials.account().refreshAccessToken().getTokenValue();
            var uri = URI.create("https://localhost:" + simulator.fcmPort() + "/v1/projects/" + credentials.project()
                    + "/messages:send");
            try (var client = HttpClient.newBuilder()
                    .sslContext(trusting(CaFile.read(files.ca())))
                    .build()) {
                Instant deadline = Instant.now().plusSeconds(600);
                for (var message :
                        List.of(Messages.full(deadline), Messages.localized(deadline), Messages.background(deadline))) {
                    assertThat(post(client, uri, bearer, message)).isEqualTo("200 HTTP_2");
                }
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(post(client, uri, bearer, generated(deadline))).isEqualTo("200 HTTP_2");
                }
            }
            assertThat(simulator.pushes())
                    .hasSize(MESSAGES + 3)
                    .extracting(Push::deviceToken)
                    .containsOnly(Messages.DEVICE_TOKEN);
        }
    }

    private static String post(HttpClient client, URI uri, String bearer, PushMessage message)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + bearer)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(BODY.write(message, Instant.now())))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.version();
    }

    private PushMessage generated(Instant deadline) {
        Map<String, String> data = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) data.put("k" + i + text(), text());
        var content = random.nextInt(5) == 0 && !data.isEmpty() ? new PushContent.Background(data) : shown(data);
        return new PushMessage(
                "s-" + random.nextInt(),
                Messages.DEVICE_TOKEN,
                content,
                maybe(),
                maybe(),
                deadline,
                random.nextBoolean() ? Urgency.HIGH : Urgency.NORMAL,
                Standing.UNPROVEN);
    }

    private PushContent shown(Map<String, String> data) {
        return new PushContent.Notification(
                text(),
                maybe(),
                random.nextBoolean() ? null : new Localized(text(), List.of()),
                random.nextBoolean() ? null : new Localized(text(), List.of(text(), text())),
                random.nextBoolean() ? null : new PushContent.Action(maybe(), link()),
                maybe(),
                maybe(),
                random.nextBoolean() ? null : random.nextInt(100),
                data,
                random.nextBoolean()
                        ? null
                        : new PushContent.Ios(maybe(), maybe(), maybe(), maybe(), random.nextBoolean(), null, 0.25),
                random.nextBoolean() ? null : new PushContent.Android(maybe(), "#0080ff", maybe()));
    }

    private String link() {
        return (random.nextBoolean() ? "https://shop.example/" : "") + (random.nextBoolean() ? "sale" : text());
    }

    private String maybe() {
        return random.nextBoolean() ? null : text();
    }

    private String text() {
        String[] pieces = {"a", "\"", "\\", "\n", "ü", "☔", "🌂", "\ud83d", "{", "'"};
        var text = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) text.append(pieces[random.nextInt(pieces.length)]);
        return text.toString();
    }

    private static SSLContext trusting(CaFile ca) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", ca.certificates().getFirst());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

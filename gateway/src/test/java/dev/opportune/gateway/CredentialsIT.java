package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of sends when an app's credential file breaks while the gateway runs.
class CredentialsIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final Map<String, HeardProvider> providers = new HashMap<>();

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, Duration.ofSeconds(5), provider -> {
        var hearing = new HeardProvider(provider);
        providers.put(provider.app(), hearing);
        return hearing;
    });

    @Test
    void a_broken_file_stops_its_app_alone_and_its_sends_wait_until_it_is_mended() throws Exception {
        var ios = providers.get("shop-ios");
        var key = gateway.apnsKey;
        var good = Files.readString(key);
        Files.writeString(key, "not a key");
        await().untilAsserted(() -> assertThat(ios.fault()).contains("key_file", "is not an Apple .p8 key"));
        assertThat(gateway.meters
                        .get("opportune.app.fault")
                        .tag("app", "shop-ios")
                        .gauge()
                        .value())
                .isEqualTo(1);

        var waiting = send("shop-ios", GatewayFixture.iosToken("u-1"));
        gateway.awaitState(send("shop-android", "and-u-1"), "accepted");
        assertThat(providers.get("shop-android").fault()).isNull();

        Files.writeString(key, good);
        await().until(() -> ios.fault() == null);
        gateway.awaitState(waiting, "accepted");
    }

    private static String send(String app, String deviceToken) throws Exception {
        return gateway.send(202, """
                {"user":"u-1","category":"news","content":{"title":"t"},"moment":{"ttl":"PT2M"},
                 "devices":[{"app":"%s","device_token":"%s"}]}""".formatted(app, deviceToken)).get("send_id").asText();
    }
}

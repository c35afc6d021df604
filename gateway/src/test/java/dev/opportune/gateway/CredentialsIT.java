package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.record.Provider;
import java.nio.file.Files;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Test
    void what_met_a_wrong_key_goes_as_soon_as_the_key_is_mended() throws Exception {
        var ios = providers.get("shop-ios");
        var key = gateway.apnsKey;
        var good = Files.readString(key);
        var mark = ios.settings();
        Files.writeString(key, otherKey());
        await().until(() -> !ios.settings().equals(mark));
        var sends = new ArrayList<String>();
        untilOneMeets(ios, () -> sends.add(send("shop-ios", GatewayFixture.iosToken("u-4-" + sends.size()))));
        var begun = Instant.now();

        Files.writeString(key, good);
        for (var send : sends) gateway.awaitState(send, "accepted");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Outcomes.CONFIGURATION_RETRY);
    }

    @Test
    void the_key_may_be_mended_while_another_device_of_the_send_has_no_answer_yet() throws Exception {
        var ios = providers.get("shop-ios");
        var key = gateway.apnsKey;
        var good = Files.readString(key);
        var mark = ios.settings();
        gateway.awaitState(send("shop-android", "and-u-5"), "accepted");
        Files.writeString(key, otherKey());
        await().until(() -> !ios.settings().equals(mark));
        gateway.simulator.behaviour().freeze(Provider.FCM);
        var iosTokens = new ArrayList<String>();
        untilOneMeets(ios, () -> {
            iosTokens.add(GatewayFixture.iosToken("u-5-" + iosTokens.size()));
            return gateway.send(202, """
                    {"user":"u-1","category":"news","content":{"title":"t"},"moment":{"ttl":"PT2M"},
                     "devices":[{"app":"shop-ios","device_token":"%s"},{"app":"shop-android","device_token":"and-u-5"}]}""".formatted(iosTokens.getLast()));
        });
        var begun = Instant.now();

        Files.writeString(key, good);
        await().until(() -> ios.settings().equals(mark));
        await().atMost(Outcomes.CONFIGURATION_RETRY)
                .until(() -> iosTokens.stream().allMatch(CredentialsIT::isAccepted));
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Outcomes.CONFIGURATION_RETRY.dividedBy(2));
    }

    @Test
    void another_key_ends_the_quarantines_that_the_former_one_made() throws Exception {
        gateway.awaitState(send("shop-ios", GatewayFixture.iosToken("u-2")), "accepted");
        var bad = GatewayFixture.iosToken("u-3");
        gateway.simulator.behaviour().refuse(bad, DeviceRefusal.always(ApnsReason.BAD_DEVICE_TOKEN));
        var registered = gateway.call(
                "PUT", "/v1/users/u-3/devices/d", "{\"app\":\"shop-ios\",\"device_token\":\"" + bad + "\"}");
        assertThat(registered.statusCode()).isEqualTo(201);
        var body = """
                {"user":"u-3","category":"news","content":{"title":"t"},"moment":{"ttl":"PT2M"}}""";
        gateway.awaitState(gateway.send(202, body).get("send_id").asText(), "rejected");
        assertThat(gateway.send(200, body).path("reason").asText()).isEqualTo("no_devices");

        var key = gateway.apnsKey;
        var former = Files.readString(key);
        Files.writeString(key, otherKey());
        await().untilAsserted(() ->
                assertThat(gateway.call("GET", "/v1/users/u-3", "").body()).doesNotContain("quarantine"));
        gateway.send(202, body);
        Files.writeString(key, former);
        await().untilAsserted(() ->
                assertThat(gateway.call("GET", "/v1/users/u-3", "").body()).contains("quarantine"));
    }

    /// What is sent before the connections of the wrong key are open still goes by those of the good one.
    private static void untilOneMeets(HeardProvider wrong, Callable<?> send) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            var fault = wrong.fault();
            if (fault == null) send.call();
            return fault != null && fault.contains("InvalidProviderToken");
        });
    }

    private static boolean isAccepted(String deviceToken) {
        return gateway.pushesTo(deviceToken).stream().anyMatch(push -> push.status() == 200);
    }

    private static String otherKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var encoded = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String send(String app, String deviceToken) throws Exception {
        return gateway.send(202, """
                {"user":"u-1","category":"news","content":{"title":"t"},"moment":{"ttl":"PT2M"},
                 "devices":[{"app":"%s","device_token":"%s"}]}""".formatted(app, deviceToken)).get("send_id").asText();
    }
}

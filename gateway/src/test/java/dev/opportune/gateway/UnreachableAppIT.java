package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.MostlyWaits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a send and an operator see of a provider that is gone.
@MostlyWaits
class UnreachableAppIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void a_send_that_expires_without_a_connection_says_so_and_so_does_its_app() throws Exception {
        // One that is still being opened may be left without its end.
        await().until(() ->
                connections("shop-ios") >= GatewayFixture.LANES && connections("shop-android") >= GatewayFixture.LANES);
        gateway.simulator.close();
        // What is written before the end of a connection is noticed may have arrived.
        await().until(() -> connections("shop-ios") == 0 && connections("shop-android") == 0);
        for (var ttl : new String[] {"PT1S", "PT5S", "PT8S"}) {
            for (var app : new String[] {"shop-ios", "shop-android"}) {
                var delivery = gateway.awaitState(send(app, ttl), "expired").at("/deliveries/0");
                assertThat(delivery.path("outcome").asText()).as(app + ttl).isEqualTo("not_sent");
                assertThat(delivery.path("reason").asText()).isEqualTo("not_connected");
                assertThat(delivery.path("attempts").asInt()).isZero();
            }
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> fault("shop-ios") == 1 && fault("shop-android") == 1);
    }

    private static double connections(String app) {
        return gateway.meters
                .get("opportune.provider.open.connections")
                .tag("app", app)
                .gauge()
                .value();
    }

    private static double fault(String app) {
        return gateway.meters.get("opportune.app.fault").tag("app", app).gauge().value();
    }

    private static String send(String app, String ttl) throws Exception {
        return gateway.send(202, """
                {"user":"u-1","category":"news","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"%s","device_token":"%s"}]}""".formatted(
                                ttl, app, app.equals("shop-ios") ? GatewayFixture.iosToken("u-1") : "android-u-1"))
                .get("send_id")
                .asText();
    }
}

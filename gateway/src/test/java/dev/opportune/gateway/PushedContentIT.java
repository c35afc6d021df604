package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.record.Push;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a content becomes on the whole path, at both providers.
class PushedContentIT {

    private static final String POLICY = """
            version: "1"
            caps: {one: {limit: 1, window: PT1H}}
            categories:
              loud: {class: critical, ttl: PT2M, interruption: time_sensitive, quiet_hours: ignore, consent: none}
              sync: {class: promotional, ttl: PT2M, caps: [one], quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void a_push_in_the_background_never_hurries_whatever_its_category_says() throws Exception {
        accepted("quiet", "loud", "{\"background\":true,\"data\":{\"changed\":\"orders\"}}");

        var apns = ios("quiet");
        assertThat(apns.headers()).containsEntry("apns-push-type", "background").containsEntry("apns-priority", "5");
        assertThat(JSON.readTree(apns.payload()).path("aps")).isEqualTo(JSON.readTree("{\"content-available\":1}"));
        var message = fcm("quiet");
        assertThat(message.has("notification")).isFalse();
        assertThat(message.at("/android/priority").asText()).isEqualTo("NORMAL");
        assertThat(message.at("/apns/headers/apns-push-type").asText()).isEqualTo("background");
        assertThat(message.at("/data/changed").asText()).isEqualTo("orders");
    }

    @Test
    void a_push_in_the_background_counts_toward_its_categorys_caps() throws Exception {
        var content = "{\"background\":true,\"data\":{\"changed\":\"orders\"}}";
        accepted("capped", "sync", content);
        assertThat(gateway.send(200, send("capped", "sync", content))
                        .get("reason")
                        .asText())
                .isEqualTo("frequency_cap");
    }

    @Test
    void the_apps_own_words_and_sounds_go_to_each_platform_in_its_form() throws Exception {
        accepted(
                "words",
                "loud",
                "{\"title\":\"Rain\",\"title_loc_key\":\"rain_title\",\"body_loc_key\":\"rain_body\","
                        + "\"body_loc_args\":[\"14:00\"],\"sound\":\"default\",\"ios\":{\"sound\":\"drops.caf\"},"
                        + "\"android\":{\"sound\":\"drops\"}}");

        var aps = JSON.readTree(ios("words").payload()).path("aps");
        assertThat(aps.at("/alert/title-loc-key").asText()).isEqualTo("rain_title");
        assertThat(aps.at("/alert/loc-args/0").asText()).isEqualTo("14:00");
        assertThat(aps.path("sound").asText()).isEqualTo("drops.caf");
        var message = fcm("words");
        assertThat(message.has("notification"))
                .as("Android prefers a text to a key")
                .isFalse();
        assertThat(message.at("/android/notification/title_loc_key").asText()).isEqualTo("rain_title");
        assertThat(message.at("/android/notification/sound").asText()).isEqualTo("drops");
        assertThat(message.at("/apns/payload/aps")).isEqualTo(aps);
        assertThat(message.at("/webpush/notification/title").asText()).isEqualTo("Rain");
    }

    private static void accepted(String name, String category, String content) throws Exception {
        var sent = gateway.send(202, send(name, category, content));
        gateway.awaitState(sent.path("send_id").asText(), "accepted");
    }

    private static Push ios(String name) {
        var pushes = gateway.pushesTo(GatewayFixture.iosToken(name));
        assertThat(pushes).singleElement().extracting(Push::status).isEqualTo(200);
        return pushes.getFirst();
    }

    private static JsonNode fcm(String name) throws Exception {
        var pushes = gateway.pushesTo("and-" + name);
        assertThat(pushes).singleElement().extracting(Push::status).isEqualTo(200);
        return JSON.readTree(pushes.getFirst().payload()).path("message");
    }

    private static String send(String name, String category, String content) {
        return """
                {"user":"%s","category":"%s","content":%s,
                 "devices":[{"app":"shop-ios","device_token":"%s"},{"app":"shop-android","device_token":"and-%s"}]}""".formatted(name, category, content, GatewayFixture.iosToken(name), name);
    }
}

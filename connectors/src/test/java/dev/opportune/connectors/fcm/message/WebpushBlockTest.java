package dev.opportune.connectors.fcm.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebpushBlockTest {

    @Test
    void a_topic_of_up_to_32_letters_of_base64url_is_kept() {
        assertThat(WebTopic.of("rain-sale_2026")).isEqualTo("rain-sale_2026");
        assertThat(WebTopic.of("x".repeat(32))).isEqualTo("x".repeat(32));
    }

    @Test
    void any_other_becomes_a_digest_that_keeps_different_keys_different() {
        assertThat(WebTopic.of("雨")).hasSize(32).isEqualTo(WebTopic.of("雨")).isNotEqualTo(WebTopic.of("雪"));
        assertThat(WebTopic.of("a.b")).matches("[A-Za-z0-9_-]{32}");
        assertThat(WebTopic.of("x".repeat(33))).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example",
                "https://shop.example/",
                "https://SHOP.example:8443/sale?rain=1&b=%20#top",
                "https://localhost/x",
                "https://a-b.c1/#",
                "https://shop.example?x"
            })
    void a_browser_opens_an_https_link(String link) {
        assertThat(written(link)).contains("\"fcm_options\":{\"link\":\"" + link + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop://sale",
                "http://shop.example/",
                "HTTPS://shop.example/",
                "https://",
                "https:///x",
                "https://shop..example/",
                "https://user@shop.example/",
                "https://shop.example:/",
                "https://shop.example:70000/",
                "https://10.0.0.999/",
                "https://shop_1.example/",
                "https://shop.example/a b",
                "https://shop.example/ü",
                "https://shop.example/%2",
                "https://shop.example/%zz",
                "https://shop.example/#a#b",
                "https://shop.example/\"",
                "https://shop.example\\x"
            })
    void what_Firebase_may_refuse_is_left_to_the_app(String link) {
        assertThat(written(link)).doesNotContain("fcm_options").contains("\"data\":{\"opportune\"", "\"link\":\"");
    }

    @Test
    void a_long_link_is_read_without_recursion() {
        assertThat(WebLink.opens("https://shop.example/" + "%41a".repeat(20_000)))
                .isTrue();
        assertThat(WebLink.opens("https://" + "a.".repeat(20_000) + "b/")).isFalse();
    }

    private static String written(String link) {
        var content =
                new Notification("t", null, null, null, new Action(null, link), null, null, null, Map.of(), null, null);
        var message = new PushMessage("s", "t", content, null, null, Instant.EPOCH, Urgency.HIGH, Standing.PROVEN);
        var body = new FcmBody(Set.of(FcmPlatform.WEB));
        return new String(body.write(message, Instant.EPOCH), StandardCharsets.UTF_8);
    }
}

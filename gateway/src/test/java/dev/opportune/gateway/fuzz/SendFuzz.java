package dev.opportune.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.sends.SendReader;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whatever comes as the body of a send is read or refused, and what is read is what a second reader finds there.
final class SendFuzz {

    private static final int MOST_DETAIL = 1_000;
    private static final int MOST_POINTER = 9_000; // names of up to 4,096 characters, escaped
    private static final int LEAST_SECRET = 8;
    private static final String CANARY = "5eedca11a57e";
    private static final KnownApps APPS = new KnownApps(Map.of("shop-ios", SendFuzz::hex));
    private static final JsonMapper SECOND = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\\",
            "null",
            "true",
            "-1",
            "1e999",
            "1.0",
            "1e-400",
            "0.1e1",
            "\\u0000",
            "\\ud83c",
            "\\udf27",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\u001b",
            "\"user\":",
            "\"device_token\":",
            "\"devices\":[]",
            "\"data\":{\"aps\":\"x\"}",
            "9".repeat(120),
            "[".repeat(40),
            "{\"a\":".repeat(40),
            "x".repeat(200),
            "-".repeat(9),
            "P99999999999D",
            "+23:59",
            "2026-02-30",
            "T24:00",
            "https://[::1]:70000/");

    @FuzzTest
    void fuzz(byte[] body) {
        check(body);
    }

    static void check(byte[] body) {
        switch (SendReader.read(Buffer.buffer(body), null, APPS)) {
            case Parsed.Valid<SendRequest>(SendRequest send) -> isRead(body, send);
            case Parsed.Invalid<SendRequest>(var errors) -> isRefused(body, errors);
        }
    }

    private static void isRead(byte[] body, SendRequest send) {
        var tree = tree(body);
        assertThat(tree).as(() -> shown(body)).isNotNull();
        assertThat(List.of(send.user(), send.category()))
                .as(() -> shown(body))
                .containsExactly(
                        tree.path("user").textValue(), tree.path("category").textValue());
        isText(body, send.campaign(), tree, "campaign");
        isText(body, send.collapseKey(), tree, "collapse_key");
        isText(body, send.idempotencyKey(), tree, "idempotency_key");
        isText(body, send.ref(), tree, "ref");
        var template = send.template();
        if (template == null) {
            isContent(body, send.content(), tree.path("content"));
            assertThat(tree(send.contentJson().getBytes()))
                    .as(() -> shown(body))
                    .isEqualTo(tree.path("content"));
        } else {
            assertThat(template.id())
                    .as(() -> shown(body))
                    .isEqualTo(tree.path("template").path("id").textValue());
        }
        for (var device : tree.path("devices")) {
            assertThat(send.devices())
                    .as(() -> shown(body))
                    .anyMatch(it -> it.app().equals(device.path("app").textValue())
                            && it.deviceToken()
                                    .equalsIgnoreCase(
                                            device.path("device_token").textValue()));
        }
        // However it is written, it is the same send.
        assertThat(SendReader.read(Buffer.buffer(written(tree)), null, APPS))
                .as(() -> shown(body))
                .isInstanceOfSatisfying(
                        Parsed.Valid.class,
                        again -> assertThat(((SendRequest) again.value()).digest())
                                .isEqualTo(send.digest()));
    }

    private static void isContent(byte[] body, PushContent content, JsonNode tree) {
        if (content instanceof PushContent.Notification shown) {
            isText(body, shown.title(), tree, "title");
            isText(body, shown.body(), tree, "body");
            isText(body, shown.image(), tree, "image");
            isText(body, shown.sound(), tree, "sound");
        }
        var data = tree.path("data");
        assertThat(content.data()).as(() -> shown(body)).hasSize(data.size());
        content.data().forEach((name, value) -> isText(body, value, data, name));
    }

    private static void isText(byte[] body, @Nullable String read, JsonNode tree, String member) {
        assertThat(read)
                .as(() -> member + " of " + shown(body))
                .isEqualTo(tree.path(member).textValue());
    }

    private static void isRefused(byte[] body, List<FieldError> errors) {
        assertThat(errors).as(() -> shown(body)).isNotEmpty().hasSizeLessThanOrEqualTo(JsonIn.MAX_ERRORS);
        var secrets = secrets(body);
        for (var error : errors) {
            assertThat(error.detail()).as(() -> shown(body)).isNotEmpty().hasSizeLessThan(MOST_DETAIL);
            assertThat(error.pointer()).as(() -> shown(body)).hasSizeLessThan(MOST_POINTER);
            for (var secret : secrets) {
                assertThat(error.pointer() + error.detail())
                        .as(() -> shown(body))
                        .doesNotContain(secret);
            }
        }
    }

    /// The device tokens of a body, as long as they stand in no other place, which may be shown; what is no JSON has
    /// the canary of the corpus for one.
    private static List<String> secrets(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        var secrets = new ArrayList<String>();
        var tree = tree(body);
        if (tree == null) {
            if (text.replaceAll("\"device_token\"\\s*:\\s*\\[?\"" + CANARY, "").contains(CANARY)) return secrets;
            secrets.add(CANARY);
        } else {
            for (var device : tree.path("devices")) {
                String secret = device.path("device_token").asText();
                boolean isAlone = text.indexOf(secret) == text.lastIndexOf(secret);
                if (secret.length() >= LEAST_SECRET && isAlone) secrets.add(secret);
            }
        }
        return secrets;
    }

    private static @Nullable JsonNode tree(byte[] body) {
        try {
            var tree = SECOND.readTree(body);
            return tree.isMissingNode() ? null : tree;
        } catch (IOException | NumberFormatException _) { // the latter of an exponent beyond all measure
            return null;
        }
    }

    private static byte[] written(JsonNode tree) {
        try {
            return SECOND.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(String deviceToken) {
        if (deviceToken.matches("[0-9a-fA-F]+")) return deviceToken.toLowerCase(Locale.ROOT);
        throw new IllegalArgumentException("a secret that is no hex (expected: hexadecimal digits)");
    }

    private static String shown(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}

package dev.opportune.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sizes on the whole path: nothing that is answered 202 is refused for its size by a provider.
class PayloadSizesIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: transactional, ttl: PT2M, quiet_hours: ignore, consent: none}
              slow: {class: transactional, ttl: P28D, quiet_hours: ignore, consent: none, priority: normal}
              loud: {class: critical, ttl: PT2M, interruption: time_sensitive, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void breaks_that_fit_come_in_and_arrive() throws Exception {
        arrives(text("\\n", 669));
        arrives("x".repeat(3_000) + text("\\n", 150));
        arrives(text("\\r\\n\\t", 600));
    }

    @Test
    void what_comes_in_arrives_everywhere_and_what_does_not_is_too_large_on_some_platform() throws Exception {
        var admitted = new ArrayList<String>();
        int refused = 0;
        var kinds = List.of("x", "\\n", "\\t", "\\\"", "\\\\", "\\u0001", "é", "☔", "😀");
        for (int i = 0; i < 150; i++) {
            var kind = kinds.get(i % kinds.size());
            int bytes = random.nextInt(3_400, 4_000);
            var body = text(kind, bytes / kind.getBytes(UTF_8).length);
            var answer = gateway.post(sendOf(List.of("news", "slow", "loud").get(i % 3), content(i % 5, body)));
            var json = GatewayFixture.JSON.readTree(answer.body());
            if (answer.statusCode() == 202) {
                admitted.add(json.path("send_id").asText());
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
                assertThat(json.path("bytes")
                                .valueStream()
                                .mapToInt(it -> it.asInt())
                                .max()
                                .orElseThrow())
                        .isGreaterThan(4096);
                refused++;
            }
        }
        assertThat(admitted).hasSizeGreaterThan(30);
        assertThat(refused).isGreaterThan(30);
        for (var id : admitted) {
            assertThat(gateway.awaitState(id, "accepted").path("deliveries"))
                    .allMatch(it -> it.path("outcome").asText().equals("accepted"));
        }
        assertThat(gateway.pushesTo(GatewayFixture.iosToken("sizes"))).allMatch(it -> it.status() == 200);
    }

    private static void arrives(String body) throws Exception {
        var sent = gateway.send(202, send("news", body));
        var deliveries =
                gateway.awaitState(sent.path("send_id").asText(), "accepted").path("deliveries");
        assertThat(deliveries)
                .hasSize(2)
                .allMatch(it -> it.path("outcome").asText().equals("accepted"));
    }

    private static String text(String kind, int count) {
        return kind.repeat(count);
    }

    /// Where a long text may stand, and what may stand beside it.
    private static String content(int kind, String text) {
        return switch (kind) {
            case 0 -> "{\"body\":\"" + text + "\"}";
            case 1 -> "{\"body\":\"" + text + "\",\"title_loc_key\":\"rain_title\",\"title_loc_args\":[\"a\",\"b\"]}";
            case 2 -> "{\"title\":\"" + text + "\",\"ios\":{\"subtitle\":\"s\",\"sound\":\"a.caf\"},\"sound\":\"b\"}";
            case 3 -> "{\"background\":true,\"data\":{\"text\":\"" + text + "\"}}";
            default -> "{\"body_loc_key\":\"rain_body\",\"body_loc_args\":[\"" + text + "\"]}";
        };
    }

    private static String send(String category, String body) {
        return sendOf(category, "{\"body\":\"" + body + "\"}");
    }

    private static String sendOf(String category, String content) {
        return """
                {"user":"u","category":"%s","ref":"\\"\\"\\"","content":%s,
                 "devices":[{"app":"shop-ios","device_token":"%s"},{"app":"shop-android","device_token":"and-sizes"}]}""".formatted(category, content, GatewayFixture.iosToken("sizes"));
    }
}

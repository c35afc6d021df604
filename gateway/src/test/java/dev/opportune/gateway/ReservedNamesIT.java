package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.ReservedNames;
import dev.opportune.simulator.fcm.ReservedKeys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Names in `data`: what the door lets in, no provider refuses, and one list says which.
class ReservedNamesIT {

    private static final String POLICY = """
            version: "1"
            categories: {news: {class: transactional, quiet_hours: ignore, consent: none}}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void the_simulators_list_is_that_of_the_connectors() {
        assertThat(ReservedKeys.WORDS).isEqualTo(ReservedNames.FCM);
        assertThat(ReservedKeys.BEGINNINGS).isEqualTo(ReservedNames.FCM_BEGINNINGS);
    }

    @Test
    void a_name_that_a_provider_refuses_is_400_at_the_door_and_one_that_is_let_in_arrives_everywhere()
            throws Exception {
        int refused = 0;
        for (var name : names()) {
            var answer = gateway.post(send(name));
            if (answer.statusCode() == 400) {
                assertThat(ReservedNames.reserve(name)).as(name).isTrue();
                assertThat(answer.body()).contains("\"pointer\":\"/content/data/" + name);
                refused++;
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                var id = GatewayFixture.JSON
                        .readTree(answer.body())
                        .path("send_id")
                        .asText();
                assertThat(gateway.awaitState(id, "accepted").path("deliveries"))
                        .as(name)
                        .hasSize(2)
                        .allMatch(it -> it.path("outcome").asText().equals("accepted"));
            }
        }
        assertThat(refused).isEqualTo(4 + 3 * 4);
    }

    /// The words, what begins with them, and what only looks like them.
    private static List<String> names() {
        var names = new ArrayList<>(List.of(
                "From",
                "from_",
                "x-from",
                "message",
                "message_types",
                "collapse_key",
                "notification",
                "Google",
                "goo",
                "gc",
                "GCM",
                "x.gcm",
                "priority",
                "ttl",
                "token",
                "alert",
                "aps2",
                "opp",
                "link",
                "image"));
        names.addAll(List.of("from", "message_type", "aps", "opportune.x"));
        for (var beginning : List.of("google", "gcm", "opportune")) {
            names.addAll(List.of(beginning, beginning + ".c.a.e", beginning + "_sent", beginning + "X"));
        }
        return names;
    }

    private static String send(String name) {
        return """
                {"user":"u","category":"news","moment":{"ttl":"PT2M"},"content":{"title":"t","data":{"%s":"v"}},
                 "devices":[{"app":"shop-ios","device_token":"%s"},{"app":"shop-android","device_token":"and-u-1"}]}""".formatted(name, GatewayFixture.iosToken("names"));
    }
}

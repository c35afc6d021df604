package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two gateways, and sends whose words come from templates: what one of them has begun, and the other goes on with.
@MostlyWaits
class TemplateTakeoverIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            experiments:
              rain: {salt: "1", arms: {calm: %d, urgent: %d}, goal: "converted:purchase"}
            """;

    private static final String TEMPLATE = """
            id: ID
            version: "1"
            arguments:
              points: {from: user.points, type: number}
            locales:
              en: {title: "{points} points, ID"}
              de: {title: "{points} Punkte, ID"}
            default_locale: en
            """;

    private static final Duration LEASE = Duration.ofSeconds(3);

    private final AtomicReference<Templates> templates = new AtomicReference<>();

    private Fleet fleet;
    private Fleet.Member first;
    private Fleet.Member second;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        for (var id : List.of("calm", "urgent")) {
            Files.writeString(folder.resolve(id + ".yaml"), TEMPLATE.replace("ID", id));
        }
        templates.set(TemplateFolder.read(folder));
        var measurement = TestMeasurement.ofPurchases(List::of);
        fleet = new Fleet(
                1, POLICY.formatted(50, 50), SendLimits.DEFAULT.withLease(LEASE), measurement, templates::get);
        first = fleet.gateways.getFirst();
        second = fleet.join(POLICY.formatted(1, 99));
        // The first answer on a connection to APNs allows more than one message at a time.
        for (var member : fleet.gateways) {
            register("warm-" + member.name, "en", 1);
            var _ = awaitState(member.send(send("warm-" + member.name)), "accepted");
        }
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void another_writes_afresh_what_a_dead_gateway_had_on_the_wire() throws Exception {
        for (int i = 0; i < 10; i++) register("u-" + i, "en", i);
        var sent = begun(10);
        // What the users are by now; and to two there is nothing left to be said, who may have seen what was.
        for (int i = 0; i < 8; i++) {
            profile("u-" + i, "{\"locale\":\"de\",\"attributes\":{\"points\":%d}}".formatted(i + 100));
        }
        profile("u-8", "{\"locale\":\"de\",\"attributes\":{}}");
        profile("u-9", "{\"locale\":\"de\",\"attributes\":{\"points\":\"many\"}}");
        fleet.simulator.behaviour().normal();
        for (int i = 0; i < 8; i++) {
            var receipt = awaitState(sent.get(i), "accepted");
            assertThat(receipt.at("/template/id").asText()).isEqualTo("calm");
            assertThat(receipt.at("/deliveries/0/locale").asText()).isEqualTo("de");
            assertThat(titles(sent.get(i))).containsExactly(i + " points, calm", i + 100 + " Punkte, calm");
        }
        for (int i = 8; i < 10; i++) {
            assertThat(awaitState(sent.get(i), "unconfirmed").path("reason").asText())
                    .isEqualTo("template_incomplete");
            assertThat(titles(sent.get(i))).containsExactly(i + " points, calm");
        }
        // It lives after all, and what it says of them changes nothing.
        first.goOn();
        soon().until(() -> first.counted("opportune.stale.settlements") == 10);
        for (int i = 0; i < 10; i++) {
            assertThat(second.receipt(sent.get(i)).path("state").asText())
                    .isEqualTo(i < 8 ? "accepted" : "unconfirmed");
        }
    }

    @Test
    void what_a_dead_gateway_had_on_the_wire_ends_by_name_when_its_template_is_gone() throws Exception {
        register("u-0", "en", 0);
        var sent = begun(1);
        templates.set(Templates.NONE);
        fleet.simulator.behaviour().normal();
        assertThat(awaitState(sent.getFirst(), "unconfirmed").path("reason").asText())
                .isEqualTo("unknown_template");
        assertThat(titles(sent.getFirst())).hasSize(1);
    }

    @Test
    void who_entered_in_another_arm_reads_that_ones_template_where_weights_have_changed() throws Exception {
        var titles = new HashMap<String, String>();
        for (int i = 0; i < 12; i++) {
            var user = "u-" + i;
            register(user, "en", i);
            var sendId = first.send(arms(user));
            var arm = awaitState(sendId, "accepted").path("arm").asText();
            assertThat(titles(sendId)).containsExactly(i + " points, " + arm);
            titles.put(user, arm);
        }
        assertThat(titles.values()).contains("calm", "urgent");
        for (int i = 0; i < 12; i++) {
            var user = "u-" + i;
            var arm = titles.get(user);
            var told = JSON.readTree(
                    second.call("POST", "/v1/sends?dry_run=true", arms(user)).body());
            assertThat(told.at("/rendered/content/title").asText()).isEqualTo(i + " points, " + arm);
            var sendId = second.send(arms(user));
            var receipt = awaitState(sendId, "accepted");
            assertThat(receipt.path("arm").asText()).isEqualTo(arm);
            assertThat(receipt.at("/template/id").asText()).isEqualTo(arm);
            assertThat(titles(sendId)).containsExactly(i + " points, " + arm);
        }
    }

    /// Sends of the first gateway that are on the wire when it stops.
    private List<String> begun(int count) throws Exception {
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofSeconds(30)));
        var sent = new ArrayList<String>();
        for (int i = 0; i < count; i++) sent.add(first.send(send("u-" + i)));
        soon().until(() -> sent.stream().allMatch(id -> fleet.pushesOf(id).size() == 1));
        first.pause();
        return sent;
    }

    private List<String> titles(String sendId) throws Exception {
        var titles = new ArrayList<String>();
        for (var push : fleet.pushesOf(sendId)) {
            titles.add(JSON.readTree(push.payload()).at("/aps/alert/title").asText());
        }
        return titles;
    }

    private JsonNode awaitState(String sendId, String state) throws Exception {
        soon().untilAsserted(() ->
                assertThat(second.receipt(sendId).path("state").asText()).isEqualTo(state));
        return second.receipt(sendId);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50));
    }

    private static String send(String user) {
        return "{\"user\":\"%s\",\"category\":\"news\",\"template\":{\"id\":\"calm\"},\"moment\":{\"ttl\":\"PT1M\"}}"
                .formatted(user);
    }

    private static String arms(String user) {
        return """
                {"user":"%s","category":"news","experiment":"rain","variants":{
                 "calm":{"template":{"id":"calm"}},"urgent":{"template":{"id":"urgent"}}}}""".formatted(user);
    }

    private void register(String user, String locale, int points) throws Exception {
        profile(user, "{\"locale\":\"%s\",\"attributes\":{\"points\":%d}}".formatted(locale, points));
        var device = "{\"app\":\"shop-ios\",\"device_token\":\"%s\"}".formatted(iosToken(user));
        assertThat(second.call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
    }

    private void profile(String user, String profile) throws Exception {
        assertThat(second.call("PUT", "/v1/users/" + user, profile).statusCode())
                .isEqualTo(200);
    }
}

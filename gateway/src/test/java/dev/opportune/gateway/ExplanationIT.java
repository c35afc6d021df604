package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Why a send is suppressed: told before by a dry run, and counted afterwards by the rule behind it.
class ExplanationIT {

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "00:00-24:00", ttl: PT1H}
            caps:
              day:  {limit: 1, window: PT24H}
              week: {limit: 9, calendar: week}
            categories:
              offer:  {class: promotional, quiet_hours: ignore, consent: opt_out, caps: [day], counts_toward: [week]}
              night:  {class: promotional, quiet_hours: defer, consent: opt_in, caps: [day]}
              calm:   {class: promotional, quiet_hours: defer, consent: none}
              closed: {class: critical, quiet_hours: drop, consent: none, enabled: false}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void gates_after_the_one_that_decides_speak_for_themselves() throws Exception {
        put("u-no/devices/d", "{'app':'shop-android','device_token':'and-no','permission':'denied'}");
        put("u-no/preferences", "{'promotional':'refused','caps':{'day':0},'source':'web'}");
        put("u-no", "{'muted_until':'2099-01-01T00:00:00Z','timezone':'Asia/Kathmandu'}");

        var told = dryRun("{'user':'u-no','category':'night','content':{'title':'t'},'moment':{'ttl':'P2D'}}");

        assertThat(failing(told))
                .containsEntry("user", "wait")
                .containsEntry("consent", "grant")
                .containsEntry("devices", "device")
                .containsEntry("quiet_hours", "other_quiet_hours")
                .containsEntry("caps", "higher_limit")
                .hasSize(5);
        assertThat(gate(told, "consent").get("said_of").asText()).isEqualTo("promotional");
        assertThat(gate(told, "consent").get("source").asText()).isEqualTo("web");
        assertThat(Instant.parse(gate(told, "consent").get("said_at").asText())).isBefore(Instant.now());
        assertThat(gate(told, "devices").get("denied").asInt()).isEqualTo(1);
        assertThat(gate(told, "quiet_hours").get("timezone_set_by").asText()).isEqualTo("user");
        assertThat(gate(told, "caps").at("/caps/0/limit_set_by").asText()).isEqualTo("user");
        assertThat(gate(told, "caps").at("/would_pass/if").asText())
                .isEqualTo("the user's own limit of day is more than 0");
    }

    @Test
    void what_is_switched_off_and_whom_nobody_knows_is_told_at_once() throws Exception {
        var told = dryRun("{'user':'u-nobody','category':'closed','content':{'title':'t'}}");
        assertThat(told.get("reason").asText()).isEqualTo("category_disabled");
        assertThat(failing(told))
                .containsEntry("category", "enable_category")
                .containsEntry("user", "register")
                .containsEntry("devices", "device")
                .containsEntry("quiet_hours", "other_quiet_hours")
                .hasSize(4);
    }

    @Test
    void the_send_after_a_dry_run_is_told_the_same_and_is_counted_by_its_rule() throws Exception {
        var send = "{'user':'u-cap','category':'offer','content':{'title':'t'},"
                + "'devices':[{'app':'shop-android','device_token':'and-cap'}]}";
        var free = gate(dryRun(send), "caps");
        assertThat(free.at("/caps/0/used").asInt()).isZero();
        assertThat(free.at("/caps/1/obeyed").asBoolean()).isFalse();
        gateway.send(202, send.replace('\'', '"'));

        double before = suppressions("frequency_cap", "day");
        var told = (ObjectNode) dryRun(send);
        var sent = (ObjectNode) gateway.send(200, send.replace('\'', '"'));
        var caps = gate(told, "caps");
        assertThat(caps.at("/would_pass/at")).isEqualTo(sent.get("next_at"));
        assertThat(caps.at("/caps/1/used").asInt()).isEqualTo(1);
        told.remove("gates");
        sent.remove("send_id");
        assertThat(told).isEqualTo(sent);
        assertThat(suppressions("frequency_cap", "day") - before)
                .as("a dry run is not counted")
                .isEqualTo(1);
    }

    @Test
    void what_is_suppressed_at_its_release_is_counted_by_its_rule() throws Exception {
        put("u-later/devices/d", "{'app':'shop-android','device_token':'and-later'}");
        double before = suppressions("opted_out", "opt_out");
        var sendId = gateway.send(202, """
                {"user":"u-later","category":"offer","content":{"title":"t"},
                 "moment":{"from":"%s","ttl":"PT1H"}}""".formatted(Instant.now().plusSeconds(2)))
                .get("send_id")
                .asText();
        put("u-later/preferences", "{'promotional':'refused'}");
        gateway.awaitState(sendId, "suppressed");
        assertThat(suppressions("opted_out", "opt_out") - before).isEqualTo(1);
    }

    @Test
    void a_send_that_would_wait_is_told_what_the_gates_would_say_at_its_release() throws Exception {
        put("u-night/devices/d", "{'app':'shop-android','device_token':'and-night'}");
        put("u-night", "{'timezone':'UTC','quiet_hours':'22:00-08:00'}");
        var day = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(2, ChronoUnit.DAYS);
        var late = day.plus(23, ChronoUnit.HOURS);
        var dawn = day.plus(32, ChronoUnit.HOURS);
        var told = dryRun("{'user':'u-night','category':'calm','content':{'title':'t'},'moment':{'from':'" + late
                + "','ttl':'P1D'}}");
        assertThat(told.get("reason").asText()).isEqualTo("scheduled");
        var releases = told.get("releases");
        assertThat(releases).hasSize(2);
        assertThat(releases.at("/0/at").asText()).isEqualTo(late.toString());
        assertThat(releases.at("/0/reason").asText()).isEqualTo("quiet_hours");
        assertThat(gate(releases.get(0), "quiet_hours").get("inside").asBoolean())
                .isTrue();
        assertThat(gate(releases.get(0), "moment").get("pass").asBoolean()).isTrue();
        assertThat(releases.at("/1/at").asText()).isEqualTo(dawn.toString());
        assertThat(releases.at("/1/decision").asText()).isEqualTo("admitted");
    }

    private static JsonNode dryRun(String send) throws Exception {
        var request = gateway.postRequest("/v1/sends?dry_run=true", send.replace('\'', '"'));
        var answer = gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static void put(String path, String body) throws Exception {
        var answer = gateway.call("PUT", "/v1/users/" + path, body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private static JsonNode gate(JsonNode told, String name) {
        for (var gate : told.get("gates")) if (gate.get("gate").asText().equals(name)) return gate;
        throw new AssertionError("no gate " + name + " in " + told);
    }

    /// What would change the answer of each gate that does not pass.
    private static Map<String, String> failing(JsonNode told) {
        var changes = new TreeMap<String, String>();
        for (var gate : told.get("gates")) {
            if (gate.get("pass").asBoolean()) continue;
            changes.put(gate.get("gate").asText(), gate.at("/would_pass/change").asText());
        }
        return changes;
    }

    private static double suppressions(String reason, String rule) {
        return gateway
                .meters
                .get("opportune.suppressions")
                .tags("category", "offer", "reason", reason, "rule", rule)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}

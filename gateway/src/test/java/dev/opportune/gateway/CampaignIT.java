package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// All that waits of a campaign is cancelled at once, and nothing else.
class CampaignIT {

    private static final String POLICY = """
            version: "1"
            categories:
              offer: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final int AT_ONCE = 200;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void what_waits_of_a_campaign_ends_and_nothing_else_does() throws Exception {
        var mine = new ArrayList<String>();
        for (int user = 0; user < 150; user++) mine.add(post(user, "rain", true));
        var other = post(1, "rai", true);
        var none = post(1, null, true);
        var gone = post(1, "rain", false);
        gateway.awaitState(gone, "accepted");

        assertThat(cancel("rain")).hasToString(answer("rain", 150, true));
        assertThat(cancel("rain")).hasToString(answer("rain", 0, true));
        for (var sendId : mine) {
            assertThat(gateway.receipt(sendId).get("state").asText()).isEqualTo("cancelled");
        }
        for (var sendId : new String[] {other, none}) {
            assertThat(gateway.receipt(sendId).get("state").asText()).isEqualTo("waiting");
        }
        assertThat(cancelledByEvents()).containsAll(mine).doesNotContain(other, none);

        var later = post(7, "rain", true);
        assertThat(gateway.receipt(later).get("state").asText()).isEqualTo("waiting");
        assertThat(cancel("rain")).hasToString(answer("rain", 1, true));
        assertThat(gateway.receipt(later).get("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void a_call_stops_at_its_bound_and_the_next_ones_go_on() throws Exception {
        int all = 5_300;
        for (int from = 0; from < all; from += AT_ONCE) {
            var posts = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int user = from; user < Math.min(all, from + AT_ONCE); user++) {
                var request = gateway.postRequest("/v1/sends", send(user, "large", true));
                posts.add(gateway.http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            for (var post : posts) assertThat(post.get().statusCode()).isEqualTo(202);
        }
        int cancelled = 0;
        int calls = 0;
        JsonNode answer;
        do {
            answer = cancel("large");
            cancelled += answer.get("cancelled").asInt();
            calls++;
        } while (!answer.get("done").asBoolean());
        assertThat(calls).isEqualTo(2);
        assertThat(cancelled).isEqualTo(all);
    }

    private static List<String> cancelledByEvents() throws Exception {
        var told = new ArrayList<String>();
        var after = "";
        while (true) {
            var page = JSON.readTree(
                    gateway.call("GET", "/v1/events?limit=1000" + after, "").body());
            if (page.get("events").isEmpty()) return told;
            for (var event : page.get("events")) {
                var state = event.at("/data/state").asText();
                if (state.equals("cancelled")) told.add(event.get("subject").asText());
            }
            after = "&after=" + page.get("cursor").asText();
        }
    }

    private static String answer(String campaign, int cancelled, boolean done) {
        return "{\"campaign\":\"%s\",\"cancelled\":%d,\"too_late\":0,\"done\":%s}".formatted(campaign, cancelled, done);
    }

    private static JsonNode cancel(String campaign) throws Exception {
        var answer = gateway.call("DELETE", "/v1/sends?campaign=" + campaign, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String post(int user, String campaign, boolean later) throws Exception {
        return gateway.send(202, send(user, campaign, later)).get("send_id").asText();
    }

    private static String send(int user, String campaign, boolean later) {
        var from = Instant.now().plus(Duration.ofDays(1));
        return """
                {"user":"u-%d","category":"offer","content":{"title":"t"}%s%s,
                 "devices":[{"app":"shop-android","device_token":"and-phone-%d"}]}""".formatted(
                        user,
                        campaign == null ? "" : ",\"campaign\":\"" + campaign + "\"",
                        later ? ",\"moment\":{\"from\":\"" + from + "\",\"ttl\":\"PT1H\"}" : "",
                        user);
    }
}

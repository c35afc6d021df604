package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What an erased user had refused is not made allowed by an import, and is forgotten by whoever comes back otherwise.
class RefusalsIT {

    private static final String POLICY = """
            version: "1"
            categories:
              offer: {class: promotional, quiet_hours: ignore, consent: opt_out}
              news:  {class: transactional, quiet_hours: ignore, consent: opt_in}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void an_import_after_an_erasure_brings_the_refusals_back() throws Exception {
        refuseAndErase("ada");
        importLine("{'user':'ada','preferences':{'promotional':'granted','categories':{'news':'granted'}},"
                + "'devices':[{'device_id':'d','app':'shop-android','device_token':'and-ada'}]}");
        assertThat(reason("ada", "offer")).isEqualTo("opted_out");
        assertThat(reason("ada", "news")).isEqualTo("opted_out");
    }

    @Test
    void so_does_an_import_that_says_no_preferences() throws Exception {
        refuseAndErase("bob");
        importLine("{'user':'bob','devices':[{'device_id':'d','app':'shop-android','device_token':'and-bob'}]}");
        assertThat(reason("bob", "offer")).isEqualTo("opted_out");
    }

    @Test
    void the_users_own_grant_overrides_what_an_import_brought_back() throws Exception {
        refuseAndErase("cem");
        importLine("{'user':'cem','devices':[{'device_id':'d','app':'shop-android','device_token':'and-cem'}]}");
        call("PATCH", "cem/preferences", "{'promotional':'granted'}");
        importLine("{'user':'cem','preferences':{'categories':{'offer':'granted'}}}");
        assertThat(reason("cem", "offer")).isEqualTo("admitted");
    }

    @Test
    void whoever_registers_again_begins_anew_also_for_later_imports() throws Exception {
        refuseAndErase("dan");
        call("PUT", "dan/devices/d", "{'app':'shop-android','device_token':'and-dan'}");
        assertThat(reason("dan", "offer")).isEqualTo("admitted");
        importLine("{'user':'dan','preferences':{'categories':{'news':'granted'}}}");
        assertThat(reason("dan", "offer")).isEqualTo("admitted");
        assertThat(reason("dan", "news")).isEqualTo("admitted");
    }

    @Test
    void an_erased_user_is_not_found_and_not_shown() throws Exception {
        refuseAndErase("eve");
        assertThat(call("GET", "eve", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "eve/export", "").statusCode()).isEqualTo(404);
        assertThat(gateway.redis.keysNaming("eve")).isEmpty();
        assertThat(gateway.redis.keysNaming(":x:")).isNotEmpty();
    }

    private static void refuseAndErase(String user) throws Exception {
        call("PUT", user + "/preferences", "{'promotional':'refused','categories':{'news':'refused'}}");
        assertThat(call("DELETE", user, "").statusCode()).isEqualTo(204);
    }

    private static void importLine(String line) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/v1/users"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(line.replace('\'', '"') + '\n'))
                .build();
        var answer = gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"imported\":1");
    }

    /// Why a send is not admitted, else that it is.
    private static String reason(String user, String category) throws Exception {
        JsonNode told = JSON.readTree(gateway.call("POST", "/v1/sends?dry_run=true", """
                {"user":"%s","category":"%s","content":{"title":"t"}}""".formatted(user, category))
                .body());
        return told.path("reason").asText(told.get("decision").asText());
    }

    @CanIgnoreReturnValue
    private static HttpResponse<String> call(String method, String path, String body) throws Exception {
        var type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        var request = HttpRequest.newBuilder(gateway.uri("/v1/users/" + path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        return gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}

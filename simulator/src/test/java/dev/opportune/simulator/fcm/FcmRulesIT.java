package dev.opportune.simulator.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FcmRulesIT {

    private static final JsonMapper JSON = new JsonMapper();

    @AutoClose
    private static final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @AutoClose
    private static final TestClient client = new TestClient(simulator);

    private static String accessToken = client.accessToken();

    static Stream<Arguments> badMessages() {
        return Stream.of(
                bad("message", "{}"),
                bad("message", "{'message':{}}"),
                bad("message", "{'message':{'token':'t','topic':'news'}}"),
                bad("mesage", "{'mesage':{'token':'t'}}"),
                bad("message.tokn", "{'message':{'tokn':'t'}}"),
                bad("message.data", "{'message':{'token':'t','data':{'n':1}}}"),
                bad("message.data[from]", "{'message':{'token':'t','data':{'from':'x'}}}"),
                bad("message.data[google.a]", "{'message':{'token':'t','data':{'google.a':'x'}}}"),
                bad("message.data[gcm.a]", "{'message':{'token':'t','data':{'gcm.a':'x'}}}"),
                bad("message.android.ttl", "{'message':{'token':'t','android':{'ttl':'60'}}}"),
                bad("message.android.ttl", "{'message':{'token':'t','android':{'ttl':'-1s'}}}"),
                bad("message.android.ttl", "{'message':{'token':'t','android':{'ttl':60}}}"),
                bad("message.android.ttl", "{'message':{'token':'t','android':{'ttl':'2419201s'}}}"),
                bad("message.android.ttl", "{'message':{'token':'t','android':{'ttl':'2419200.5s'}}}"),
                bad("message.android.priority", "{'message':{'token':'t','android':{'priority':'URGENT'}}}"),
                bad("message.notification.titel", "{'message':{'token':'t','notification':{'titel':'x'}}}"),
                bad("message", "{'message':{'token':'t','data':{'k':'%s'}}}".formatted("x".repeat(4096))),
                apns("headers[apns-expiration]", "'headers':{'apns-expiration':'1795348800000'}"),
                apns("headers[apns-expiration]", "'headers':{'apns-expiration':'soon'}"),
                apns("headers[apns-priority]", "'headers':{'apns-priority':'7'}"),
                apns("headers[apns-priority]", "'headers':{'apns-push-type':'background','apns-priority':'10'}"),
                apns("headers", "'headers':{'apns-push-type':'background'}"),
                apns("headers[apns-push-type]", "'headers':{'apns-push-type':'loud'}"),
                apns("headers[apns-collapse-id]", "'headers':{'apns-collapse-id':'" + "x".repeat(65) + "'}"),
                apns("headers", "'headers':{'apns-expiration':1}"),
                apns("payload", "'payload':{}"),
                apns("payload.aps.alert.loc-args", "'payload':{'aps':{'alert':{'loc-args':['a']}}}"),
                webpush("headers[TTL]", "'headers':{'TTL':'2419201'}"),
                webpush("headers[TTL]", "'headers':{'TTL':'90s'}"),
                webpush("headers[Urgency]", "'headers':{'Urgency':'urgent'}"),
                webpush("headers[Topic]", "'headers':{'Topic':'" + "x".repeat(33) + "'}"),
                webpush("headers[Topic]", "'headers':{'Topic':'a b'}"),
                webpush("fcm_options.link", "'fcm_options':{'link':'shop://x'}"),
                bad(
                        "message.android.notification.title_loc_args",
                        "{'message':{'token':'t','android':{'notification':{'title_loc_args':['a']}}}}"),
                bad(
                        "message",
                        "{'message':{'token':'t','notification':{'title':'%s'},'apns':{'payload':{'aps':{'sound':'%s'}}}}}"
                                .formatted("x".repeat(4000), "y".repeat(100))),
                bad(
                        "message",
                        "{'message':{'token':'t','notification':{'title':'%s'},'webpush':{'notification':{'tag':'%s'}}}}"
                                .formatted("x".repeat(4000), "y".repeat(100))),
                bad("", "{'message':"));
    }

    @ParameterizedTest
    @MethodSource("badMessages")
    void a_message_that_is_not_as_documented_is_an_invalid_argument_that_names_the_field(String field, String body)
            throws Exception {
        var answer = client.fcm(accessToken, body);

        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asInt()).isEqualTo(400);
        assertThat(error.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.at("/details/0/errorCode").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.at("/details/1/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.BadRequest");
        assertThat(error.at("/details/1/fieldViolations/0/field").asText()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'message':{'token':'t'}}",
                "{'message':{'topic':'news'}}",
                "{'message':{'condition':'news && weather'}}",
                "{'message':{'fid':'f','android':{'ttl':'0s','priority':'NORMAL'}}}",
                "{'message':{'token':'t','android':{'ttl':'2419200s','collapse_key':'c','notification':{'tag':'x'}}}}",
                "{'message':{'token':'t','apns':{'headers':{'apns-expiration':'1795348800','apns-priority':'5'}}}}",
                "{'message':{'token':'t','apns':{'headers':{'apns-push-type':'background','apns-priority':'5'},"
                        + "'payload':{'aps':{'content-available':1}}}}}",
                "{'message':{'token':'t','webpush':{'headers':{'TTL':'0','Urgency':'high','Topic':'a-b_9'},"
                        + "'notification':{'tag':'x'},'fcm_options':{'link':'https://shop.example/'}}}}",
                "{'validate_only':false,'message':{'token':'t','android':{'ttl':'1.5s'},'data':{'k':'v'}}}"
            })
    void a_message_as_documented_is_accepted(String body) {
        assertThat(client.fcm(accessToken, quoted(body)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_push_without_a_good_access_token_is_401_without_an_error_code() throws Exception {
        var answer = client.fcm("stolen", quoted("{'message':{'token':'t'}}"));

        assertThat(answer.statusCode()).isEqualTo(401);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("status").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(error.has("details")).isFalse();
    }

    @Test
    void another_project_is_a_sender_id_mismatch() throws Exception {
        var answer = client.send(HttpRequest.newBuilder(client.fcmUri("/v1/projects/other/messages:send"))
                .header("authorization", "Bearer " + accessToken)
                .POST(BodyPublishers.ofString(quoted("{'message':{'token':'t'}}"))));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(answer.body()).at("/error/details/0/errorCode").asText())
                .isEqualTo("SENDER_ID_MISMATCH");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void a_good_assertion_gets_an_access_token_for_an_hour_over_either_version(HttpClient.Version version)
            throws Exception {
        var answer = client.token(client.assertion().build(), version);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.path("expires_in").asInt()).isEqualTo(3600);
        assertThat(json.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(client.fcm(json.path("access_token").asText(), quoted("{'message':{'token':'t'}}"))
                        .statusCode())
                .isEqualTo(200);
    }

    static Stream<UnaryOperator<JWTClaimsSet.Builder>> badAssertions() {
        return Stream.of(
                claims -> claims.issuer("somebody@example.com"),
                claims -> claims.audience("https://elsewhere.example/token"),
                claims -> claims.claim("scope", "https://www.googleapis.com/auth/drive"),
                claims -> claims.claim("scope", null),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(1))),
                claims -> claims.expirationTime(Date.from(Instant.now().plusSeconds(7200))),
                claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(600))),
                claims -> claims.issueTime(null));
    }

    @ParameterizedTest
    @MethodSource("badAssertions")
    void a_bad_assertion_is_an_invalid_grant(UnaryOperator<JWTClaimsSet.Builder> spoil) throws Exception {
        var answer = client.token(spoil.apply(client.assertion()).build(), HttpClient.Version.HTTP_1_1);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void revoked_access_tokens_are_refused() {
        String revoked = client.accessToken();
        simulator.revokeAccessTokens();
        accessToken = client.accessToken();

        assertThat(client.fcm(revoked, quoted("{'message':{'token':'t'}}")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void an_alert_for_iphones_overrides_title_and_body() {
        var title = "{'title':'" + "x".repeat(3000) + "'}";
        var body = "{'message':{'token':'t','notification':" + title + ",'apns':{'payload':{'aps':{'alert':" + title
                + "}}}}}";
        assertThat(client.fcm(accessToken, quoted(body)).statusCode()).isEqualTo(200);
    }

    private static Arguments apns(String field, String block) {
        return bad("message.apns." + field, "{'message':{'token':'t','apns':{" + block + "}}}");
    }

    private static Arguments webpush(String field, String block) {
        return bad("message.webpush." + field, "{'message':{'token':'t','webpush':{" + block + "}}}");
    }

    private static Arguments bad(String field, String body) {
        return Arguments.of(field, quoted(body));
    }

    private static String quoted(String body) {
        return body.replace('\'', '"');
    }
}

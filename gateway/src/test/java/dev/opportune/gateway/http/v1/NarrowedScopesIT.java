package dev.opportune.gateway.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.GateResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NarrowedScopesIT {

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'category':'order-status','campaign':'spring-1'
            'category':'flash-sale','devices':[{'app':'shop-ios','device_token':'t'}]""")
    void what_one_of_its_grants_covers_goes(String members) {
        assertThat(post(members).status()).isEqualTo(202);
        assertThat(post(members, "?dry_run=true").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'category':'flash-sale','campaign':'spring-1' | category "flash-sale" with campaign "spring-1" with devices of every app
            'category':'order-status'                     | category "order-status" with no campaign with devices of every app
            'category':'a','devices':[{'app':'shop-ios','device_token':'t'},{'app':'tv','device_token':'t'}] | `app "shop-ios" and "tv"`""")
    void what_none_covers_is_403_and_named(String members, String missing) {
        for (var query : List.of("", "?dry_run=true")) {
            var answer = post(members, query);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.problem()).isEqualTo("forbidden");
            assertThat(answer.json().get("detail").asText())
                    .startsWith("caller orders lacks the scope sends:write for ")
                    .contains(missing)
                    .endsWith("(it has sends:write:app=shop-ios, sends:write:category=order-*:campaign=spring-*)");
            assertThat(answer.header("www-authenticate")).contains("scope=\"sends:write\"");
        }
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void a_dry_run_tells_who_may_not_read_users_no_more_than_a_send_would() {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.DryRun(
                new Decision.Suppressed(Decision.SuppressReason.OPTED_OUT, null),
                List.of(
                        new GateResult("idempotency", true, Map.of()),
                        new GateResult("category", true, Map.of()),
                        new GateResult(
                                "consent",
                                false,
                                Map.of("choice", "refused", "would_pass", Map.of("change", "grant", "if", "they do"))),
                        new GateResult("quiet_hours", true, Map.of("timezone", "Asia/Tokyo")),
                        new GateResult("caps", true, Map.of("rule", "suppress"))),
                List.of()));

        assertThat(gates("full-key")).containsExactly("idempotency", "category", "consent", "quiet_hours", "caps");
        assertThat(gates("sends-key")).containsExactly("idempotency", "category");
    }

    private static List<String> gates(String key) {
        var send = "{'user':'u-1','category':'c','content':{'title':'t'}}";
        var answer = gateway.call("POST", "/v1/sends?dry_run=true", send, "Authorization", "Bearer " + key);
        assertThat(answer.json().get("decision").asText()).isEqualTo("suppressed");
        return StreamSupport.stream(answer.json().get("gates").spliterator(), false)
                .map(gate -> gate.get("gate").asText())
                .toList();
    }

    private static Answer post(String members) {
        return post(members, "");
    }

    private static Answer post(String members, String query) {
        return gateway.call(
                "POST",
                "/v1/sends" + query,
                "{'user':'u-1','content':{'title':'t'}," + members.strip() + "}",
                "Authorization",
                "Bearer orders-key");
    }
}

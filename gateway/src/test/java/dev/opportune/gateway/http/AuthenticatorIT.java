package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthenticatorIT {

    private static final String SEND = "{'user':'u-1','category':'c','content':{'title':'t'}}";

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void a_key_that_is_not_known_is_401() {
        for (String header : List.of(
                "Bearer wrong-key",
                "Bearer ",
                "Bearer full-key extra",
                "Basic full-key",
                "full-key",
                "Bearer " + Authenticator.sha256("full-key"))) {
            var answer = gateway.call("POST", "/v1/sends", SEND, "Authorization", header);
            assertThat(answer.status()).as(header).isEqualTo(401);
            assertThat(answer.problem()).isEqualTo("unauthenticated");
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer realm=\"opportune\"");
        }
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void no_key_or_two_keys_are_401() {
        String get = "GET /v1/sends/s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        String key = "Authorization: Bearer full-key\r\n";

        assertThat(gateway.raw(get + "\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(gateway.raw(get + key + key + "\r\n")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void the_schemes_case_does_not_matter() {
        assertThat(gateway.call("POST", "/v1/sends", SEND, "Authorization", "bEARER sends-key")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void a_scope_that_is_missing_is_403_and_named() {
        var answer = gateway.call("POST", "/v1/sends", SEND, "Authorization", "Bearer reader-key");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problem()).isEqualTo("forbidden");
        assertThat(answer.json().get("detail").asText()).isEqualTo("caller reader lacks the scope sends:write");
        assertThat(answer.header("www-authenticate")).contains("insufficient_scope", "scope=\"sends:write\"");
        assertThat(gateway.call("GET", "/v1/sends/s", null, "Authorization", "Bearer reader-key")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void without_authentication_everybody_is_anonymous() {
        try (var open = new RunningGateway(Authenticator.insecure())) {
            assertThat(open.call("POST", "/v1/sends", SEND, "Authorization", "whatever")
                            .status())
                    .isEqualTo(202);
            assertThat(open.sends.asked)
                    .extracting(RecordingSends.Asked::caller)
                    .containsExactly("anonymous");
        }
    }
}

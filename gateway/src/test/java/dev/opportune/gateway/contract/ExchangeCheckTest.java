package dev.opportune.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The check itself finds what it is there to find.
class ExchangeCheckTest {

    private static final String SEND = "{'user':'u','category':'c','content':{'title':'t'}}";
    private static final String ADMITTED =
            "{'send_id':'s-1','decision':'admitted','device_count':2,'deadline':'2026-11-22T13:00:00Z'}";
    private static final String LOCATION = "location: /v1/sends/s-1";

    @Test
    void an_exchange_as_documented_has_no_faults() {
        assertThat(post("", SEND, 202, ADMITTED, LOCATION)).isEmpty();
    }

    @Test
    void head_is_get_without_a_body() {
        assertThat(exchange("HEAD", "/v1/sends/s-1", "application/json", "", 200, ""))
                .isEmpty();
        assertThat(exchange("HEAD", "/v1/sends/s-1", "application/json", "", 200, "{}"))
                .containsExactly("a body for HEAD");
        assertThat(exchange("HEAD", "/v1/sends/s-1", "text/html", "", 200, "")).isNotEmpty();
        assertThat(exchange("HEAD", "/v1/sends", "application/json", "", 200, ""))
                .isNotEmpty();
    }

    @Test
    void a_renamed_member_of_an_answer_is_a_fault() {
        assertThat(post("", SEND, 202, ADMITTED.replace("device_count", "devices"), LOCATION))
                .isNotEmpty();
        String receipt =
                "{'send_id':'s-1','user':'u','category':'c','state':'accepted','deadline':'2026-11-22T13:00:00Z',"
                        + "'policy_version':'1','deliveries':[]}";
        assertThat(get(200, receipt)).isEmpty();
        assertThat(get(200, receipt.replace("}", ",'ref':'r'}"))).isEmpty();
        assertThat(get(200, receipt.replace("}", ",'reference':'r'}")))
                .as("optional")
                .isNotEmpty();
    }

    @Test
    void a_word_that_the_document_does_not_know_is_a_fault() {
        assertThat(post("", SEND, 202, ADMITTED.replace("'admitted'", "'accepted'"), LOCATION))
                .isNotEmpty();
    }

    @Test
    void a_header_that_is_missing_wrong_or_unknown_is_a_fault() {
        assertThat(post("", SEND, 202, ADMITTED)).containsExactly("no header Location");
        assertThat(post("", SEND, 202, ADMITTED, "location: /v2/sends/s-1")).hasSize(1);
        assertThat(post("", SEND, 202, ADMITTED, LOCATION, "x-new: 1"))
                .containsExactly("the document has no header x-new");
    }

    @Test
    void a_status_or_content_type_that_the_document_does_not_have_is_a_fault() {
        assertThat(post("", SEND, 418, "{}")).containsExactly("the document has no such status");
        assertThat(post("", SEND, 202, ADMITTED, LOCATION, "content-type: text/html"))
                .singleElement()
                .asString()
                .startsWith("content type text/html");
    }

    @Test
    void a_request_that_was_taken_must_be_valid() {
        assertThat(post("", SEND.replace("'c'", "'c','extra':1"), 202, ADMITTED, LOCATION))
                .singleElement()
                .asString()
                .startsWith("request body");
        assertThat(post("?dryrun=true", SEND, 202, ADMITTED, LOCATION)).containsExactly("query: dryrun=true");
        assertThat(post("?dry_run=yes", SEND, 202, ADMITTED, LOCATION)).hasSize(1);
    }

    @Test
    void a_request_that_was_refused_as_malformed_must_not_be_valid_where_a_schema_can_tell() {
        String problem = "{'type':'urn:opportune:problem:malformed','title':'t','status':400,'detail':'%s'}";
        assertThat(post("", SEND, 400, problem.formatted("nonsense")))
                .singleElement()
                .asString()
                .startsWith("refused, and valid by the document");
        assertThat(post("", SEND, 400, problem.formatted("has 9 bytes"))).isEmpty();
        assertThat(post("", SEND.replace("'t'", "7"), 400, problem.formatted("nonsense")))
                .isEmpty();
    }

    @Test
    void each_line_of_many_is_held_to_what_was_answered_of_it() {
        String good = "{'user':'u'}\n";
        String bad = "{'user':7}\n";
        String end = "{'done':true,'lines':2,'imported':1,'failed':1}\n";
        String fault =
                "{'line':2,'type':'urn:opportune:problem:malformed','title':'t','status':400,'detail':'nonsense'}\n";

        assertThat(lines(good + bad, fault + end)).isEmpty();
        assertThat(lines(good + bad, end)).singleElement().asString().startsWith("line 2: /user");
        assertThat(lines(good + good, fault + end)).singleElement().asString().startsWith("line 2: refused, and valid");
        assertThat(lines(good, fault)).singleElement().asString().startsWith("the last line is not the end");
        assertThat(lines(good, end.replace("imported", "users"))).isNotEmpty();
    }

    private static List<String> lines(String body, String answer) {
        return exchange("POST", "/v1/users", "application/x-ndjson", body, 200, answer);
    }

    private static List<String> post(String query, String body, int status, String answer, String... headers) {
        String type = status == 400 ? "application/problem+json" : "application/json";
        return exchange("POST", "/v1/sends" + query, type, body, status, answer, headers);
    }

    private static List<String> get(int status, String answer) {
        return exchange("GET", "/v1/sends/s-1", "application/json", "", status, answer);
    }

    private static List<String> exchange(
            String method, String target, String type, String body, int status, String answer, String... headers) {
        var all = new TreeMap<String, List<String>>();
        all.put("content-type", List.of(type));
        for (String header : headers) all.put(header.split(": ", 2)[0], List.of(header.split(": ", 2)[1]));
        return new ExchangeCheck(Port.CALLERS)
                .faults(new Exchange(
                        method,
                        URI.create("http://localhost" + target),
                        HttpHeaders.of(Map.of("content-type", List.of(type.replace("problem+", ""))), (a, b) -> true),
                        bytes(body),
                        status,
                        HttpHeaders.of(all, (a, b) -> true),
                        bytes(answer)));
    }

    private static Buffer bytes(String json) {
        return Buffer.buffer(json.replace('\'', '"'));
    }
}

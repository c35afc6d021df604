package dev.opportune.gateway.http.sends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A template in the place of content.
class TemplateReaderTest {

    private static final KnownApps APPS = new KnownApps(Map.of());

    @Test
    void a_template_is_read_with_its_params_as_plain_values() {
        var template = valid("{'id':'sale','version':'3','params':{'n':1.50,'who':{'name':'Ada'},'none':null}}")
                .template();
        assertThat(template.id()).isEqualTo("sale");
        assertThat(template.version()).isEqualTo("3");
        assertThat(template.params()).isEqualTo(Map.of("n", new BigDecimal("1.50"), "who", Map.of("name", "Ada")));
        assertThat(valid("{'id':'sale'}").template().params()).isEmpty();
    }

    @Test
    void there_is_either_a_template_or_content() {
        assertThat(errors("'user':'u','category':'c'"))
                .singleElement()
                .satisfies(it -> assertThat(it.pointer()).isEqualTo("/content"));
        assertThat(errors("'user':'u','category':'c','content':{'title':'t'},'template':{'id':'sale'}"))
                .containsExactly(new FieldError("/template", "is there beside content (expected: one of both)"));
        assertThat(errors("'user':'u','category':'c','template':{'version':'1'}"))
                .singleElement()
                .satisfies(it -> assertThat(it.pointer()).isEqualTo("/template/id"));
        assertThat(errors("'user':'u','category':'c','template':{'id':'sale','params':{'a':'" + "x".repeat(2_048)
                        + "'}}"))
                .singleElement()
                .satisfies(it -> assertThat(it.pointer()).isEqualTo("/template/params"));
    }

    @Test
    void equal_templates_have_one_digest_however_they_are_written() {
        var digest = digest("{'id':'sale','params':{'a':1.0,'b':{'c':'x','d':[true,null]}}}");
        assertThat(digest("{'params':{ 'b':{'d':[true , null],'c':'x'},'a':1e0},'id':'sale'}"))
                .isEqualTo(digest);
        for (var other : List.of(
                "{'id':'sales','params':{'a':1.0,'b':{'c':'x','d':[true,null]}}}",
                "{'id':'sale','version':'1','params':{'a':1.0,'b':{'c':'x','d':[true,null]}}}",
                "{'id':'sale','params':{'a':'1','b':{'c':'x','d':[true,null]}}}",
                "{'id':'sale','params':{'a':1.0,'b':{'c':'x','d':['true',null]}}}",
                "{'id':'sale','params':{'a':1.0,'b':{'c':'x','d':[true]}}}",
                "{'id':'sale','params':{'a':1.0,'c':'x','b':{'d':[true,null]}}}",
                "{'id':'sale'}")) {
            assertThat(digest(other)).as(other).isNotEqualTo(digest);
        }
    }

    private static String digest(String template) {
        return valid(template).digest();
    }

    private static SendRequest valid(String template) {
        return switch (read("'user':'u','category':'c','template':" + template)) {
            case Parsed.Valid<SendRequest>(var send) -> send;
            case Parsed.Invalid<SendRequest>(var errors) -> throw new AssertionError(errors);
        };
    }

    private static List<FieldError> errors(String members) {
        return switch (read(members)) {
            case Parsed.Valid<SendRequest>(var send) -> throw new AssertionError(send);
            case Parsed.Invalid<SendRequest>(var errors) -> errors;
        };
    }

    private static Parsed<SendRequest> read(String members) {
        return SendReader.read(Buffer.buffer(("{" + members + "}").replace('\'', '"')), null, APPS);
    }
}

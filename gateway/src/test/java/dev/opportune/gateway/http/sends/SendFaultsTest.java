package dev.opportune.gateway.http.sends;

import static dev.opportune.gateway.http.sends.LeastSend.APPS;
import static dev.opportune.gateway.http.sends.LeastSend.json;
import static dev.opportune.gateway.http.sends.LeastSend.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a send is told by where it is, what it is and what was expected.
class SendFaultsTest {

    static Stream<Arguments> faults() {
        return Stream.of(
                // fields
                fault("{}", "/user", "is missing"),
                fault("{}", "/category", "is missing"),
                fault("{}", "/content", "is missing"),
                fault("[]", "", "an array (expected: an object)"),
                fault("7", "", "a number (expected: an object)"),
                fault(with(",'sbuject':1"), "/sbuject", "an unknown member (expected: user, category, campaign,"),
                fault(with(",'a/b~':1"), "/a~1b~0", "an unknown member"),
                fault(with(",'user':'v'"), "/user", "given twice (expected: once)"),
                fault(with(",'campaign':null,'campaign':'x'"), "/campaign", "given twice (expected: once)"),
                fault(user("null"), "/user", "is missing"),
                fault("{'user':'u','category':null,'content':null}", "/category", "is missing"),
                fault("{'user':'u','category':null,'content':null}", "/content", "is missing"),
                fault(with(",'devices':[{'app':null,'device_token':'t'}]"), "/devices/0/app", "is missing"),
                fault(with(",'devices':[null]"), "/devices/0", "null (expected: an object)"),
                fault(with(",'campaign':7"), "/campaign", "7 (expected: a string)"),
                fault(with(",'campaign':true"), "/campaign", "true (expected: a string)"),
                fault(with(",'campaign':{'x':[1]}"), "/campaign", "an object (expected: a string)"),
                fault(with(",'campaign':''"), "/campaign", "\"\" has 0 bytes (expected: 1 to 64 bytes)"),
                fault(with(",'campaign':'" + "ä".repeat(33) + "'"), "/campaign", "has 66 bytes (expected: 1 to 64"),
                fault(with(",'ref':'" + "x".repeat(65) + "'"), "/ref", "has 65 bytes (expected: 1 to 64 bytes)"),
                fault(with(",'collapse_key':'" + "x".repeat(65) + "'"), "/collapse_key", "has 65 bytes"),
                fault(user("'" + "u".repeat(129) + "'"), "/user", "has 129 bytes (expected: 1 to 128 bytes)"),
                fault(user("''"), "/user", "has 0 bytes"),
                fault(user("'a\\u0000b'"), "/user", "\"a?b\" has a NUL (expected: none)"),
                fault(user("'a\\u001fb'"), "/user", "has the control character U+001F (expected: none)"),
                fault(user("'a\\u0085b'"), "/user", "has the control character U+0085 (expected: none)"),
                fault(user("'a\\ud83cb'"), "/user", "has half a surrogate pair (expected: Unicode)"),
                fault(user("'\\udf27\\ud83c'"), "/user", "has half a surrogate pair (expected: Unicode)"),
                fault(user("['u']"), "/user", "an array (expected: a string)"),
                // idempotency
                fault(with(",'idempotency_key':'" + "k".repeat(256) + "'"), "/idempotency_key", "has 256 characters"),
                fault(with(",'idempotency_key':''"), "/idempotency_key", "has 0 bytes"),
                // devices
                fault(with(",'devices':[]"), "/devices", "has no items (expected: 1 to 20, or no devices member)"),
                fault(with(",'devices':{}"), "/devices", "an object (expected: an array)"),
                fault(with(",'devices':[7]"), "/devices/0", "a number (expected: an object)"),
                fault(with(",'devices':[{'app':'a'}]"), "/devices/0/device_token", "is missing"),
                fault(with(",'devices':[{'device_token':'a'}]"), "/devices/0/app", "is missing"),
                fault(
                        with(",'devices':[{'app':'a','device_token':''}]"),
                        "/devices/0/device_token",
                        "has 0 bytes (expected: 1 to 4096 bytes)"),
                fault(
                        with(",'devices':[" + "{'app':'a','device_token':'t'},".repeat(20)
                                + "{'app':'a','device_token':'t'}]"),
                        "/devices",
                        "has 21 items (expected: at most 20)"),
                // moment
                moment("{'ttl':'PT0.0001S'}", "/ttl", "\"PT0.0001S\" (expected: PT0S, now or never, or PT0.001S"),
                moment("{'ttl':'PT0S','from':'2026-11-22T12:00:00Z'}", "/ttl", "PT0S with from (expected: no from"),
                moment("{'ttl':'PT0S','from':'2026-11-22T12:00','clock':'user'}", "/ttl", "PT0S with from"),
                moment("{'ttl':'-PT1H'}", "/ttl", "\"-PT1H\" (expected: an ISO 8601 duration"),
                moment("{'ttl':'PT-1H'}", "/ttl", "(expected: an ISO 8601 duration"),
                moment("{'ttl':'P28DT1S'}", "/ttl", "(expected: PT0S, now or never, or PT0.001S to P28D)"),
                moment("{'ttl':'P5W'}", "/ttl", "(expected: PT0S, now or never, or PT0.001S to P28D)"),
                moment("{'ttl':'PT999999999H'}", "/ttl", "(expected: PT0S, now or never, or PT0.001S to P28D)"),
                moment("{'ttl':'P'}", "/ttl", "(expected: an ISO 8601 duration"),
                moment("{'ttl':'P1DT'}", "/ttl", "(expected: an ISO 8601 duration"),
                moment("{'ttl':'P1M'}", "/ttl", "(expected: an ISO 8601 duration"),
                moment("{'ttl':900}", "/ttl", "900 (expected: a string)"),
                moment("{'from':'2026-11-22T12:00'}", "/from", "(expected: an RFC 3339 instant"),
                moment("{'from':'2026-11-22 12:00:00Z'}", "/from", "(expected: an RFC 3339 instant"),
                moment("{'from':'2026-02-30T12:00:00Z'}", "/from", "\"2026-02-30T12:00:00Z\" (expected: an RFC 3339"),
                moment("{'from':'2026-11-22T24:00:00Z'}", "/from", "(expected: an RFC 3339 instant"),
                moment("{'clock':'user','from':'2026-11-22T12:00:00Z'}", "/from", "without an offset"),
                moment(
                        "{'clock':'utc','from':'2026-11-22T12:00:00Z'}",
                        "/clock",
                        "\"utc\" (expected: user, or no clock)"),
                moment(
                        "{'until':'2026-11-22T12:00:00Z','ttl':'PT1H'}",
                        "",
                        "has until and ttl (expected: one of them)"),
                moment(
                        "{'from':'2026-11-22T12:00:00Z','until':'2026-11-22T12:00:00Z'}",
                        "/until",
                        "\"2026-11-22T12:00:00Z\" (expected: after from, by at most"),
                moment(
                        "{'from':'2026-11-22T12:00:00Z','until':'2026-12-22T12:00:00Z'}",
                        "/until",
                        "(expected: after from, by at most"),
                moment(
                        "{'clock':'user','from':'2026-11-22T12:00','until':'2026-11-22T11:00'}",
                        "/until",
                        "(expected: after from"),
                moment("'PT15M'", "", "a string (expected: an object)"),
                moment("{'for':'PT15M'}", "/for", "an unknown member (expected: clock, from, until, ttl)"),
                // content
                content("{}", "", "has neither a title nor a body (expected: at least one)"),
                content("{'title':'','body':''}", "", "has neither a title nor a body (expected: at least one)"),
                content("{'title':null,'body':null}", "", "has neither a title nor a body (expected: at least one)"),
                content("{'title':'t','action':{'label':'l','link':null}}", "/action/link", "is missing"),
                content("{'title':'t','data':{'sku':null}}", "/data/sku", "null (expected: a string)"),
                content("{'title':7}", "/title", "7 (expected: a string)"),
                content("{'title':'a\\u0000'}", "/title", "has a NUL (expected: none)"),
                content("{'title':'\\ud800'}", "/title", "has half a surrogate pair"),
                content("{'title':'t','action':{'label':'l'}}", "/action/link", "is missing"),
                content("{'title':'t','action':{'link':''}}", "/action/link", "\"\" has 0 bytes (expected: not empty)"),
                content("{'title':'t','image':'http://x.example/'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://x.example/ü'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https:///x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://_a..b/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://user_a@/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://a_b.example:65536/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://a.example:65536/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://a_b.example:x/'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://1.2.3.999/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://a_b.9/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'https://a_b$c.example/x'}", "/image", "(expected: an https URL)"),
                content("{'title':'t','image':'not a url'}", "/image", "\"not a url\" (expected: an https URL)"),
                content("{'title':'t','title_loc_args':['a']}", "/title_loc_args", "is there without title_loc_key"),
                content("{'title':'t','body_loc_args':[]}", "/body_loc_args", "is there without body_loc_key"),
                content("{'title_loc_key':''}", "/title_loc_key", "has 0 bytes (expected: not empty)"),
                content("{'title_loc_key':'a\\u0001'}", "/title_loc_key", "has the control character"),
                content("{'title_loc_key':'k','title_loc_args':[7]}", "/title_loc_args/0", "7 (expected: a string)"),
                content(
                        "{'body_loc_key':'k','body_loc_args':['1','2','3','4','5','6','7','8','9','10','11']}",
                        "/body_loc_args",
                        "has 11 items (expected: at most 10)"),
                content("{'title':'t','background':1}", "/background", "1 (expected: true or false)"),
                content(
                        "{'title':'t','ios':{'mutable_content':'yes'}}",
                        "/ios/mutable_content",
                        "a string (expected: true"),
                content("{'title':'t','ios':{'sound':''}}", "/ios/sound", "has 0 bytes (expected: not empty)"),
                content("{'title':'t','android':{'sound':7}}", "/android/sound", "7 (expected: a string)"),
                content("{'background':true}", "/data", "has no members (expected: at least one"),
                content("{'background':true,'data':{}}", "/data", "has no members (expected: at least one"),
                content(
                        "{'background':true,'data':{'a':'b'},'title':'t'}",
                        "/title",
                        "is about what is shown (expected"),
                content("{'background':true,'data':{'a':'b'},'ios':{}}", "/ios", "is about what is shown (expected"),
                content("{'background':true,'data':{'a':'b'},'badge':0}", "/badge", "is about what is shown (expected"),
                content("{'title':'t','badge':-1}", "/badge", "-1 (expected: a whole number from 0 to 2147483647)"),
                content("{'title':'t','badge':0.5}", "/badge", "0.5 (expected: a whole number"),
                content("{'title':'t','badge':15e-1}", "/badge", "15e-1 (expected: a whole number"),
                content("{'title':'t','badge':-1.0}", "/badge", "-1.0 (expected: a whole number"),
                content("{'title':'t','badge':2147483648.0}", "/badge", "2147483648.0 (expected: a whole number"),
                content("{'title':'t','badge':1e999999999}", "/badge", "1e999999999 (expected: a whole number"),
                content("{'title':'t','badge':1e-99999999999}", "/badge", "1e-99999999999 (expected: a whole number"),
                content("{'title':'t','badge':1.5}", "/badge", "1.5 (expected: a whole number"),
                content("{'title':'t','badge':2147483648}", "/badge", "2147483648 (expected: a whole number"),
                content("{'title':'t','badge':1" + "0".repeat(60) + "}", "/badge", "… (expected: a whole number"),
                content("{'title':'t','badge':'1'}", "/badge", "a string (expected: a whole number"),
                content("{'title':'t','data':{'sku':7}}", "/data/sku", "7 (expected: a string)"),
                content("{'title':'t','data':{'a':'1','a':'2'}}", "/data/a", "given twice (expected: once)"),
                content("{'title':'t','data':{'':'1'}}", "/data/", "has 0 bytes (expected: not empty)"),
                content("{'title':'t','data':{'aps':'1'}}", "/data/aps", "a reserved name"),
                content("{'title':'t','data':{'from':'1'}}", "/data/from", "a reserved name"),
                content("{'title':'t','data':{'gcm':'1'}}", "/data/gcm", "a reserved name"),
                content("{'title':'t','data':{'gcm.n.e':'1'}}", "/data/gcm.n.e", "a reserved name"),
                content("{'title':'t','data':{'a':'','message_type':'1'}}", "/data/message_type", "a reserved name"),
                content("{'title':'t','data':{'google.x':'1'}}", "/data/google.x", "a reserved name"),
                content("{'title':'t','data':{'opportune':'1'}}", "/data/opportune", "a reserved name"),
                content("{'title':'t','data':{'opportune_x':'1'}}", "/data/opportune_x", "a reserved name"),
                content("{'title':'t','data':[]}", "/data", "an array (expected: an object)"),
                content(
                        "{'title':'t','ios':{'interruption':'critical'}}",
                        "/ios/interruption",
                        "\"critical\" (expected"),
                content("{'title':'t','ios':{'relevance':1.01}}", "/ios/relevance", "1.01 (expected: a number from 0"),
                content("{'title':'t','ios':{'relevance':-1}}", "/ios/relevance", "-1 (expected: a number from 0"),
                content("{'title':'t','ios':{'relevance':1e999}}", "/ios/relevance", "1e999 (expected: a number"),
                content("{'title':'t','android':{'color':'blue'}}", "/android/color", "\"blue\" (expected: a color"),
                content("{'title':'t','android':{'color':'#0080f'}}", "/android/color", "(expected: a color"),
                // JSON
                fault("", "", "an empty body (expected: a JSON object)"),
                fault(with("") + "{}", "", "more after the end of the object (expected: nothing)"),
                fault(with("") + "}", "", "more after the end at byte 51 (expected: nothing)"),
                fault("{'user':'u'", "/user", "the end at byte 11 (expected: a comma or \"}\")"),
                fault("{'user':'u',}", "/user", "\"}\" at byte 12 (expected: a name in double quotes)"),
                fault("{'user':'\\x'}", "/user", "\"x\" at byte 10 (expected: \", \\, /, b, f, n, r, t or u after"),
                fault("{'user':NaN}", "/user", "\"N\" at byte 8 (expected: a value"),
                fault("{'user':'a\u0001'}", "/user", "U+0001 at byte 10 (expected: \\u0001 within a string)"),
                fault("{user:'u'}", "", "\"u\" at byte 1 (expected: a name in double quotes)"),
                fault("\uFEFF{}", "", "a byte order mark (expected: none)"),
                fault("{'x':" + "[".repeat(32) + "]".repeat(32) + "}", "", "nested too deep"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_named_where_it_is(String json, String pointer, String detail) {
        assertThat(errors(json)).anySatisfy(error -> {
            assertThat(error.pointer()).isEqualTo(pointer);
            assertThat(error.detail()).contains(detail);
        });
    }

    @Test
    void nesting_as_deep_as_the_contract_allows_is_no_fault_of_its_own() {
        var deep = "{'x':" + "[".repeat(31) + "]".repeat(31) + "}";

        assertThat(errors(deep)).extracting(FieldError::detail).noneMatch(it -> it.contains("nested too deep"));
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        var overlong = new byte[] {(byte) 0xc0, (byte) 0xaf};
        var surrogate = new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
        var tooHigh = new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80};
        var cut = new byte[] {(byte) 0xe2, (byte) 0x82};
        for (byte[] bad : List.of(overlong, surrogate, tooHigh, cut)) {
            var body = Buffer.buffer("{\"user\":\"").appendBytes(bad).appendString("\"}");
            assertThat(SendReader.read(body, null, APPS))
                    .isEqualTo(new Parsed.Invalid<>(
                            List.of(new FieldError("", "bytes that are not UTF-8 (expected: UTF-8)"))));
        }
    }

    @Test
    void utf_16_is_refused() {
        var body = Buffer.buffer(with("").getBytes(StandardCharsets.UTF_16LE));

        assertThat(SendReader.read(body, null, APPS)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void what_one_object_lacks_the_next_may_have() {
        assertThat(errors(with(",'devices':[{'app':null,'device_token':'t'},{'app':'a','device_token':'u'}]")))
                .extracting(FieldError::pointer)
                .containsExactly("/devices/0/app");
    }

    @Test
    void several_faults_are_told_at_once() {
        assertThat(errors("{'x':1,'user':7,'category':'c','content':{'badge':'b','title':'t'}}"))
                .extracting(FieldError::pointer)
                .containsExactly("/x", "/user", "/content/badge");
    }

    @Test
    void no_more_faults_are_told_than_a_reader_would_read() {
        var many = new StringBuilder("{'a':1");
        for (int i = 0; i < 1_000; i++) many.append(",'x").append(i).append("':1");

        assertThat(errors(many + "}")).hasSize(JsonIn.MAX_ERRORS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'devices':[{'app':'a','device_token':TOKEN}]",
                "'devices':[{'app':'a','device_token':-TOKEN}]",
                "'devices':[{'app':'a','device_token':[TOKEN]}]",
                "'devices':[{'app':'a','device_token':{'t':TOKEN}}]",
                "'devices':[{'app':'a','device_token':'TOKEN}]",
                "'devices':[TOKEN]",
                "'devices':TOKEN",
                "'devices':[{TOKEN:1}]"
            })
    void a_device_token_without_its_quotes_is_not_shown(String member) {
        for (var token :
                List.of("0123456789abcdef", "9876543210", "987654321e10", "fEdCbA98", "dGVzdA:APA91b", "1.25e99")) {
            var errors = errors(with("," + member.replace("TOKEN", token)));
            assertThat(errors).isNotEmpty();
            for (int from = 0; from + 3 <= token.length(); from++) {
                var part = token.substring(from, from + 3);
                assertThat(errors).allSatisfy(it -> assertThat(it.detail()).doesNotContain(part));
            }
        }
    }

    @Test
    void a_fault_of_a_device_token_does_not_show_it() {
        var errors = errors(with(",'devices':[{'app':'a','device_token':'to\\u0001ken-9'}]"));

        assertThat(errors)
                .singleElement()
                .satisfies(it -> assertThat(it.detail()).doesNotContain("ken-9"));
    }

    @Test
    void different_keys_in_header_and_body_are_refused() {
        var parsed = SendReader.read(Buffer.buffer(json(with(",'idempotency_key':'k'"))), "other", APPS);

        assertThat(parsed)
                .isEqualTo(new Parsed.Invalid<>(List.of(new FieldError(
                        "/idempotency_key", "\"k\" (expected: the same as the Idempotency-Key header, \"other\")"))));
    }

    private static Arguments fault(String json, String pointer, String detail) {
        return Arguments.of(json, pointer, detail);
    }

    private static Arguments moment(String json, String pointer, String detail) {
        return fault(with(",'moment':" + json), "/moment" + pointer, detail);
    }

    private static Arguments content(String json, String pointer, String detail) {
        return fault("{'user':'u','category':'c','content':" + json + "}", "/content" + pointer, detail);
    }

    private static String user(String json) {
        return "{'user':" + json + ",'category':'c','content':{'title':'t'}}";
    }

    private static List<FieldError> errors(String json) {
        return switch (SendReader.read(Buffer.buffer(json(json)), null, APPS)) {
            case Parsed.Valid<SendRequest>(var send) -> throw new AssertionError(send);
            case Parsed.Invalid<SendRequest>(var errors) -> errors;
        };
    }
}

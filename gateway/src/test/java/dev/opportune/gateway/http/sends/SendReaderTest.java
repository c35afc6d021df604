package dev.opportune.gateway.http.sends;

import static dev.opportune.gateway.http.sends.LeastSend.APPS;
import static dev.opportune.gateway.http.sends.LeastSend.json;
import static dev.opportune.gateway.http.sends.LeastSend.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.json.ContentReader;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.ratelimiter.Moment;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendReaderTest {

    private static final String FULL = """
            {"user":"u-42","category":"flash-sale","campaign":"rain-2026-11",
             "content":{"title":"Raincoats, one hour only","body":"30 % off while it pours",
                        "action":{"label":"Shop now","link":"shop://sale/raincoats"},
                        "image":"https://img.example/r.png","sound":"default","badge":1,"data":{"sku":"R-1"},
                        "ios":{"subtitle":"s","thread_id":"t","category":"c","interruption":"active","relevance":0.5},
                        "android":{"channel":"offers","color":"#0080ff"}},
             "moment":{"from":"2026-11-22T12:00:00Z","until":"2026-11-22T13:00:00Z"},
             "collapse_key":"rain-sale","idempotency_key":"k-1","ref":"opaque to us",
             "devices":[{"app":"shop-ios","device_token":"00ff"}]}
            """;

    @Test
    void every_member_of_the_contract_is_read() {
        var send = valid(FULL);

        assertThat(send.user()).isEqualTo("u-42");
        assertThat(send.category()).isEqualTo("flash-sale");
        assertThat(send.campaign()).isEqualTo("rain-2026-11");
        assertThat(send.collapseKey()).isEqualTo("rain-sale");
        assertThat(send.idempotencyKey()).isEqualTo("k-1");
        assertThat(send.ref()).isEqualTo("opaque to us");
        assertThat(send.devices()).containsExactly(new SendRequest.InlineDevice("shop-ios", "00ff"));
        assertThat(send.moment())
                .isEqualTo(new Moment.Absolute(
                        Instant.parse("2026-11-22T12:00:00Z"), Instant.parse("2026-11-22T13:00:00Z"), null));
        assertThat(send.content())
                .isEqualTo(new PushContent.Notification(
                        "Raincoats, one hour only",
                        "30 % off while it pours",
                        null,
                        null,
                        new PushContent.Action("Shop now", "shop://sale/raincoats"),
                        "https://img.example/r.png",
                        "default",
                        1,
                        Map.of("sku", "R-1"),
                        new PushContent.Ios("s", "t", "c", null, false, PushContent.Interruption.ACTIVE, 0.5),
                        new PushContent.Android("offers", "#0080ff", null)));
    }

    @Test
    void the_content_is_kept_as_it_came_and_reads_the_same_again() {
        var send = valid(FULL);

        assertThat(send.contentJson().toString()).startsWith("{\"title\"").endsWith("\"#0080ff\"}}");
        assertThat(ContentReader.read(send.contentJson())).isEqualTo(send.content());
    }

    @Test
    void the_content_is_cut_by_bytes_not_by_characters() {
        var send = valid("{\"user\":\"zoë-🌧\",\"content\": {\"title\":\"Ümlaut 🌧\"} ,\"category\":\"c\"}");

        assertThat(send.contentJson().toString()).isEqualTo("{\"title\":\"Ümlaut 🌧\"}");
    }

    @Test
    void user_category_and_a_title_are_enough() {
        var send = valid(with(""));

        assertThat(send.devices()).isEmpty();
        assertThat(send.moment()).isEqualTo(Moment.Absolute.UNSAID);
        assertThat(send.idempotencyKey()).isNull();
    }

    @Test
    void a_member_that_is_null_is_one_that_is_not_there() {
        assertThat(valid(
                                "{'user':'u','category':'c','campaign':null,'moment':null,'collapse_key':null,"
                                        + "'idempotency_key':null,'ref':null,'devices':null,'content':{'title':'t','body':null,"
                                        + "'action':null,'image':null,'sound':null,'badge':null,'data':null,'ios':null,'android':null}}")
                        .digest())
                .isEqualTo(valid(with("")).digest());
        assertThat(valid(with(",'moment':{'clock':null,'from':null,'until':null,'ttl':'PT1H'}"))
                        .moment())
                .isEqualTo(new Moment.Absolute(null, null, Duration.ofHours(1)));
        var full = "{'user':'u','category':'c','content':{'title':'t','action':{'label':null,'link':'x:y'},"
                + "'ios':{'subtitle':null,'thread_id':null,'category':null,'interruption':null,'relevance':null},"
                + "'android':{'channel':null,'color':null}}}";
        assertThat(ContentReader.read(valid(full).contentJson()))
                .isEqualTo(valid(full).content())
                .extracting(it -> ((PushContent.Notification) it).ios())
                .isEqualTo(new PushContent.Ios(null, null, null, null, false, null, null));
    }

    @Test
    void a_text_of_the_apps_own_stands_for_a_title_or_a_body() {
        var content = shown("{'title_loc_key':'rain_title','title_loc_args':[],'body_loc_key':'rain_body',"
                + "'body_loc_args':['30 %','\\n'],'ios':{'sound':'drops.caf','mutable_content':true},"
                + "'android':{'sound':'drops'}}");

        assertThat(content.title()).isNull();
        assertThat(content.titleLoc()).isEqualTo(new PushContent.Localized("rain_title", List.of()));
        assertThat(content.bodyLoc()).isEqualTo(new PushContent.Localized("rain_body", List.of("30 %", "\n")));
        assertThat(content.ios()).isEqualTo(new PushContent.Ios(null, null, null, "drops.caf", true, null, null));
        assertThat(content.android()).isEqualTo(new PushContent.Android(null, null, "drops"));
    }

    @Test
    void in_the_background_there_is_data_alone() {
        assertThat(valid("{'user':'u','category':'c','content':{'background':true,'data':{'sku':'R-1'},'title':null}}")
                        .content())
                .isEqualTo(new PushContent.Background(Map.of("sku", "R-1")));
        assertThat(shown("{'background':false,'title':'t'}").title()).isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource({"1.0,1", "1e2,100", "100e-2,1", "-0.0,0", "0e-50,0", "2147483647.000,2147483647", "0.07E+2,7"})
    void a_whole_number_is_whole_however_it_is_written(String written, int badge) {
        assertThat(shown("{'title':'t','badge':" + written + "}").badge()).isEqualTo(badge);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://my_bucket.s3.example.com/i.png",
                "HTTPS://img_1.example:8443/a?b=c#d",
                "https://_/x",
                "https://-a.b-.example",
                "https://x.1a/",
                "https://cdn_.example./x",
                "https://10.0.0.1/x",
                "https://[2001:db8::1]:443/x",
                "https://u:p@a_b.example/x"
            })
    void an_image_is_where_browsers_find_one(String url) {
        assertThat(shown("{'title':'t','image':'" + url + "'}").image()).isEqualTo(url);
    }

    static Stream<Arguments> moments() {
        var noon = Instant.parse("2026-11-22T12:00:00Z");
        var localNoon = LocalDateTime.parse("2026-11-22T12:00");
        return Stream.of(
                Arguments.of("{}", Moment.Absolute.UNSAID),
                Arguments.of("{'ttl':'PT15M'}", new Moment.Absolute(null, null, Duration.ofMinutes(15))),
                Arguments.of("{'ttl':'PT0S'}", new Moment.Absolute(null, null, Duration.ZERO)),
                Arguments.of("{'ttl':'P4W'}", new Moment.Absolute(null, null, Duration.ofDays(28))),
                Arguments.of("{'ttl':'P1DT0.5S'}", new Moment.Absolute(null, null, Duration.ofMillis(86_400_500))),
                Arguments.of(
                        "{'from':'2026-11-22T12:00:00Z','ttl':'PT1H'}",
                        new Moment.Absolute(noon, null, Duration.ofHours(1))),
                Arguments.of("{'from':'2026-11-22T13:00:00+01:00'}", new Moment.Absolute(noon, null, null)),
                Arguments.of("{'until':'2026-11-22t12:00:00.000z'}", new Moment.Absolute(null, noon, null)),
                Arguments.of(
                        "{'from':'2026-11-22T12:00','until':'2026-11-22T13:00:30','clock':'user'}",
                        new Moment.Local(localNoon, LocalDateTime.parse("2026-11-22T13:00:30"), null)),
                Arguments.of(
                        "{'clock':'user','from':'2026-11-22T12:00','ttl':'PT1H'}",
                        new Moment.Local(localNoon, null, Duration.ofHours(1))));
    }

    @ParameterizedTest
    @MethodSource
    void moments(String json, Moment moment) {
        assertThat(valid(with(",'moment':" + json)).moment()).isEqualTo(moment);
    }

    @Test
    void the_headers_key_is_the_bodys_key_when_only_the_header_has_one() {
        assertThat(valid(with(""), "k").idempotencyKey()).isEqualTo("k");
        assertThat(valid(with(",'idempotency_key':'k'"), "k").idempotencyKey()).isEqualTo("k");
    }

    private static PushContent.Notification shown(String content) {
        return (PushContent.Notification)
                valid("{'user':'u','category':'c','content':" + content + "}").content();
    }

    private static SendRequest valid(String json) {
        return valid(json, null);
    }

    private static SendRequest valid(String json, String headerKey) {
        return switch (SendReader.read(Buffer.buffer(json(json)), headerKey, APPS)) {
            case Parsed.Valid<SendRequest>(var send) -> send;
            case Parsed.Invalid<SendRequest>(var errors) -> throw new AssertionError(errors);
        };
    }
}

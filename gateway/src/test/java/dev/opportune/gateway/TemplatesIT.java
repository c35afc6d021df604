package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Sends whose words come from a template: what is pushed is written for the user as it is when it is pushed.
class TemplatesIT {

    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT1H}
            caps:
              one: {limit: 1, window: PT24H}
            categories:
              evening: {class: promotional, quiet_hours: defer,  consent: none, ttl: PT12H}
              once:    {class: promotional, quiet_hours: ignore, consent: none, ttl: PT12H, caps: [one]}
              news:    {class: promotional, quiet_hours: ignore, consent: none, ttl: PT12H}
            """;

    private static final String SALE = """
            id: sale
            version: "%s"
            arguments:
              name:  {from: user.first_name, or: {en: there, de: du}}
              price: {from: params.price, type: money}
            locales:
              en: {title: "{name}, raincoats from {price, number, currency}", body: "%s", action: {link: "shop://sale"}}
              de: {title: "{name}, Regenjacken ab {price, number, currency}", body: "%s", action: {link: "shop://sale"}}
            default_locale: en
            """;

    private static final String NEEDS = """
            id: needs
            version: "1"
            arguments:
              points: {from: user.loyalty.points, type: number}
              story:  {from: user.story, or: {en: nothing}}
            locales:
              en: {title: "{points} points", body: "{story}"}
            default_locale: en
            """;

    private static final AtomicReference<Templates> IN_FORCE = new AtomicReference<>(Templates.NONE);

    @RegisterExtension
    private static final GatewayFixture gateway =
            GatewayFixture.withTemplates(POLICY, SendLimits.DEFAULT, IN_FORCE::get);

    @TempDir
    private Path folder;

    @BeforeEach
    void templates() throws Exception {
        // Both lanes have them when a send to neither is refused any more.
        write("sale.yaml", SALE.formatted("1", "While it pours", "Solange es gießt"));
        write("needs.yaml", NEEDS);
        inForce("sale", "1");
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(folder.resolve(file), text);
    }

    private void inForce(String id, String version) throws Exception {
        IN_FORCE.set(TemplateFolder.read(folder));
        var body = "{'user':'nobody','category':'news','template':{'id':'%s','version':'%s'}}".formatted(id, version);
        await().untilAsserted(() -> {
            for (int i = 0; i < 8; i++) {
                assertThat(gateway.post(body.replace('\'', '"')).statusCode()).isNotEqualTo(422);
            }
        });
    }

    @Test
    void each_user_reads_its_own_language_on_both_platforms() throws Exception {
        user("ada", "{'locale':'en-GB','attributes':{'first_name':'Ada'}}");
        user("jörg", "{'locale':'de-AT','attributes':{'first_name':'Jörg'}}");
        var english = pushed(send("ada", "news", "sale"), "ada");
        assertThat(english.title()).isEqualTo("Ada, raincoats from €39.90").isEqualTo(english.androidTitle());
        var german = pushed(send("jörg", "news", "sale"), "jörg");
        assertThat(german.title())
                .isEqualTo("Jörg, Regenjacken ab €\u00A039,90")
                .isEqualTo(german.androidTitle());
        assertThat(german.body()).isEqualTo("Solange es gießt");
        var receipt = gateway.receipt(german.sendId());
        assertThat(receipt.at("/template/id").asText()).isEqualTo("sale");
        assertThat(receipt.at("/template/version").asText()).isEqualTo("1");
        assertThat(receipt.at("/deliveries/0/locale").asText()).isEqualTo("de");
    }

    @Test
    void a_deferred_send_says_what_the_user_is_called_and_speaks_at_its_release() throws Exception {
        user("kiri", "{'locale':'en','timezone':'Pacific/Auckland','attributes':{'first_name':'Kiri'}}");
        gateway.moveClockTo(night());
        var sendId = gateway.send(202, send("kiri", "evening", "sale"))
                .get("send_id")
                .asText();
        var waiting = JSON.readTree(
                        gateway.call("GET", "/v1/users/kiri/export", "").body())
                .at("/waiting/0");
        assertThat(waiting.at("/template/params/price/value").asText()).isEqualTo("39.90");
        profile("kiri", "{'locale':'de','timezone':'Pacific/Auckland','attributes':{'first_name':'Frau Kiri'}}");
        gateway.moveClockTo(night().plusSeconds(10 * 3600));
        assertThat(arrived(sendId, "kiri").title()).isEqualTo("Frau Kiri, Regenjacken ab 39,90\u00A0€");
    }

    @Test
    void a_waiting_send_keeps_its_version_while_that_is_there_and_else_takes_the_newest() throws Exception {
        user("mere", "{'timezone':'Pacific/Auckland'}");
        gateway.moveClockTo(night());
        var kept = gateway.send(202, send("mere", "evening", "sale"))
                .get("send_id")
                .asText();
        write("sale-2.yaml", SALE.formatted("2", "Two", "Zwei"));
        inForce("sale", "2");
        gateway.moveClockTo(night().plusSeconds(10 * 3600));
        assertThat(arrived(kept, "mere").body()).isEqualTo("While it pours");

        gateway.moveClockTo(night().plusSeconds(24 * 3600));
        var replaced = gateway.send(202, send("mere", "evening", "sale", "1"))
                .get("send_id")
                .asText();
        Files.delete(folder.resolve("sale.yaml"));
        write("sale-3.yaml", SALE.formatted("3", "Three", "Drei"));
        inForce("sale", "3");
        gateway.moveClockTo(night().plusSeconds(34 * 3600));
        assertThat(arrived(replaced, "mere").body()).isEqualTo("Three");
    }

    @Test
    void a_template_that_is_gone_ends_its_sends_by_name() throws Exception {
        user("rua", "{'timezone':'Pacific/Auckland'}");
        gateway.moveClockTo(night());
        var sendId =
                gateway.send(202, send("rua", "evening", "sale")).get("send_id").asText();
        Files.delete(folder.resolve("sale.yaml"));
        write("other.yaml", SALE.formatted("1", "a", "b").replace("id: sale", "id: other"));
        inForce("other", "1");
        gateway.moveClockTo(night().plusSeconds(10 * 3600));
        assertThat(gateway.awaitState(sendId, "suppressed").get("reason").asText())
                .isEqualTo("unknown_template");
        assertThat(gateway.pushesTo("and-rua")).noneMatch(push -> push.payload().contains(sendId));
    }

    @Test
    void who_lacks_an_attribute_is_suppressed_by_its_argument_and_takes_no_place() throws Exception {
        user("nina", "{'attributes':{'loyalty':{}}}");
        for (int i = 0; i < 2; i++) {
            var answer = gateway.send(200, send("nina", "once", "needs"));
            assertThat(answer.get("reason").asText()).isEqualTo("template_incomplete");
            assertThat(answer.get("argument").asText()).isEqualTo("points");
        }
        profile("nina", "{'attributes':{'loyalty':{'points':1200}}}");
        assertThat(pushed(send("nina", "once", "needs"), "nina").title()).isEqualTo("1,200 points");
    }

    @Test
    void an_attribute_of_the_wrong_type_ends_the_send_and_its_place_is_free_again() throws Exception {
        user("olga", "{'attributes':{'loyalty':{'points':'many'}}}");
        var sendId =
                gateway.send(202, send("olga", "once", "needs")).get("send_id").asText();
        assertThat(gateway.awaitState(sendId, "suppressed").get("reason").asText())
                .isEqualTo("template_incomplete");
        profile("olga", "{'attributes':{'loyalty':{'points':3}}}");
        assertThat(pushed(send("olga", "once", "needs"), "olga").title()).isEqualTo("3 points");
    }

    @Test
    void hostile_attributes_stay_what_they_are_text() throws Exception {
        var name = "\\\",\\\"aps\\\":{}} {price} '{' ${x} <b> \\\\";
        user("mallory", "{}");
        put("mallory", "{\"attributes\":{\"first_name\":\"" + name + "\"}}");
        var push = pushed(send("mallory", "news", "sale"), "mallory");
        assertThat(push.title())
                .isEqualTo("\",\"aps\":{}} {price} '{' ${x} <b> \\, raincoats from €39.90")
                .isEqualTo(push.androidTitle());
    }

    @Test
    void what_is_too_large_for_a_push_is_shortened_between_characters_and_says_so() throws Exception {
        var family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
        user("long", "{'attributes':{'loyalty':{'points':1},'story':'" + family.repeat(45) + "'}}");
        write(
                "needs-2.yaml",
                NEEDS.replace("version: \"1\"", "version: \"2\"")
                        .replace("\"{story}\"", "\"{story}{story}{story}{story}{story}{story}\""));
        inForce("needs", "2");
        var push = pushed(send("long", "news", "needs"), "long");
        assertThat(push.body()).endsWith(family + "…");
        assertThat(push.body().getBytes(UTF_8)).hasSizeBetween(3_700, 4_000);
        assertThat(gateway.receipt(push.sendId()).at("/deliveries/0/shortened").asBoolean())
                .isTrue();
    }

    @Test
    void a_dry_run_shows_the_words_and_how_large_they_are() throws Exception {
        user("dora", "{'locale':'de','attributes':{'first_name':'Dora'}}");
        var answer = JSON.readTree(gateway.call("POST", "/v1/sends?dry_run=true", send("dora", "news", "sale"))
                .body());
        assertThat(answer.at("/rendered/locale").asText()).isEqualTo("de");
        assertThat(answer.at("/rendered/content/title").asText()).startsWith("Dora, Regenjacken");
        assertThat(answer.at("/rendered/bytes/apns").asInt()).isBetween(100, 1000);
        assertThat(answer.at("/gates/7/gate").asText()).isEqualTo("template");
        assertThat(gateway.pushesTo("and-dora")).isEmpty();
    }

    @Test
    void unknown_templates_and_wrong_params_are_told_at_the_door() throws Exception {
        var unknown = gateway.send(422, send("ada", "news", "sail"));
        assertThat(unknown.get("type").asText()).endsWith(":unknown-template");
        assertThat(unknown.at("/errors/0/pointer").asText()).isEqualTo("/template/id");
        assertThat(gateway.send(422, send("ada", "news", "sale", "9"))
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/template/version");
        var wrong = gateway.send(
                400,
                "{\"user\":\"ada\",\"category\":\"news\",\"template\":{\"id\":\"sale\",\"params\":{\"price\":7,\"prise\":1}}}");
        assertThat(wrong.get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/template/params/price", "/template/params/prise");
    }

    @Test
    void a_repetition_with_the_same_key_replays_and_other_params_are_another_send() throws Exception {
        user("ida", "{}");
        var body = send("ida", "news", "sale").replaceFirst("\\{", "{\"idempotency_key\":\"k\",");
        var first = gateway.send(202, body).get("send_id").asText();
        assertThat(gateway.send(202, body.replace(",\"currency\"", " , \"currency\""))
                        .get("send_id")
                        .asText())
                .isEqualTo(first);
        gateway.send(422, body.replace("39.90", "39.91"));
    }

    @Test
    void a_test_send_goes_to_the_device_that_it_names_alone() throws Exception {
        user("tess", "{'locale':'de','attributes':{'first_name':'Tess'}}");
        var body = """
                {"user":"tess","category":"news","params":{"price":{"value":"1","currency":"EUR"}},
                 "device":{"app":"shop-android","device_token":"my-own-phone"}}""";
        var answer = gateway.call("POST", "/v1/templates/sale/test", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        gateway.awaitState(JSON.readTree(answer.body()).get("send_id").asText(), "accepted");
        assertThat(gateway.pushesTo("my-own-phone"))
                .singleElement()
                .satisfies(push -> assertThat(push.payload()).contains("Tess, Regenjacken"));
        assertThat(gateway.pushesTo("and-tess")).isEmpty();
        assertThat(gateway.call("POST", "/v1/templates/sale/test", "{\"user\":\"tess\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void what_is_wrong_with_a_test_send_is_pointed_at_where_its_body_has_it() throws Exception {
        var body = """
                {"user":"tess","category":"news","params":{"price":{"value":"1","currency":"EUR"}},
                 "device":{"app":"shop-android","device_token":"my-own-phone"}}""";
        assertThat(pointers(422, "sail", body)).containsExactly("");
        assertThat(pointers(422, "sale", body.replace("\"params\"", "\"version\":\"9\",\"params\"")))
                .containsExactly("/version");
        assertThat(pointers(400, "sale", body.replace("price", "prise")))
                .containsExactlyInAnyOrder("/params/price", "/params/prise");
        assertThat(pointers(422, "sale", body.replace("shop-android", "shop-window")))
                .containsExactly("/device/app");
    }

    private static List<String> pointers(int status, String template, String body) throws Exception {
        var answer = gateway.call("POST", "/v1/templates/" + template + "/test", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).get("errors").findValuesAsText("pointer");
    }

    /// The next night in Auckland, an hour before midnight.
    private static Instant night() {
        var today = LocalDateTime.now(AUCKLAND).toLocalDate();
        return today.plusDays(1).atTime(23, 0).atZone(AUCKLAND).toInstant();
    }

    private static void profile(String user, String profile) throws Exception {
        put(user, profile.replace('\'', '"'));
    }

    private static void put(String user, String json) throws Exception {
        var answer = gateway.call("PUT", "/v1/users/" + URLEncoder.encode(user, UTF_8), json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void user(String user, String profile) throws Exception {
        profile(user, profile);
        var devices = "/v1/users/" + URLEncoder.encode(user, UTF_8) + "/devices/";
        var ios = "{\"app\":\"shop-ios\",\"device_token\":\"" + GatewayFixture.iosToken(user) + "\"}";
        assertThat(gateway.call("PUT", devices + "phone", ios).statusCode()).isEqualTo(201);
        var android = "{\"app\":\"shop-android\",\"device_token\":\"and-" + user.replace("ö", "oe") + "\"}";
        assertThat(gateway.call("PUT", devices + "tablet", android).statusCode())
                .isEqualTo(201);
    }

    private static String send(String user, String category, String template) {
        return send(user, category, template, "");
    }

    private static String send(String user, String category, String template, String version) {
        var which = version.isEmpty() ? "" : "'version':'" + version + "',";
        var params = template.startsWith("s") ? "{'price':{'value':'39.90','currency':'EUR'}}" : "{}";
        return "{'user':'%s','category':'%s','template':{'id':'%s',%s'params':%s}}"
                .formatted(user, category, template, which, params)
                .replace('\'', '"');
    }

    private record Pushed(String sendId, JsonNode ios, JsonNode android) {
        String title() {
            return ios.at("/aps/alert/title").asText();
        }

        String body() {
            return ios.at("/aps/alert/body").asText();
        }

        String androidTitle() {
            return android.at("/message/notification/title").asText();
        }
    }

    private static Pushed pushed(String body, String user) throws Exception {
        return arrived(gateway.send(202, body).get("send_id").asText(), user);
    }

    private static Pushed arrived(String sendId, String user) throws Exception {
        gateway.awaitState(sendId, "accepted");
        var ios = gateway.pushesTo(GatewayFixture.iosToken(user)).stream()
                .filter(push -> push.payload().contains(sendId))
                .toList();
        var android = gateway.pushesTo("and-" + user.replace("ö", "oe")).stream()
                .filter(push -> push.payload().contains(sendId))
                .toList();
        assertThat(ios).hasSize(1);
        assertThat(android).hasSize(1);
        return new Pushed(
                sendId,
                JSON.readTree(ios.getFirst().payload()),
                JSON.readTree(android.getFirst().payload()));
    }
}

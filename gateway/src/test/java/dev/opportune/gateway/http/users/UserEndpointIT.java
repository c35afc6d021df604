package dev.opportune.gateway.http.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.InMemoryUsers;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserEndpointIT {

    private static final String PROFILE = "{'timezone':'Europe/Berlin','locale':'de-CH','quiet_hours':'22:00-08:00',"
            + "'attributes':{'tier':'gold','n':1.10,'x':[null,true]},'muted_until':'2026-11-23T08:00:00+01:00'}";
    private static final String DEVICE = "{'app':'shop-ios','device_token':'se-cr-et','timezone':'Asia/Tokyo'}";

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void a_profile_is_put_whole_and_shown() {
        var answer = call("PUT", "/v1/users/ada", PROFILE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .hasToString("{\"user\":\"ada\",\"timezone\":\"Europe/Berlin\",\"locale\":\"de-CH\","
                        + "\"quiet_hours\":\"22:00-08:00\",\"attributes\":{\"tier\":\"gold\",\"n\":1.1,\"x\":[null,true]},"
                        + "\"muted_until\":\"2026-11-23T07:00:00Z\",\"devices\":[]}");
        assertThat(call("GET", "/v1/users/ada", null).json()).isEqualTo(answer.json());
        assertThat(gateway.users.all.get("ada").profile().attributesJson())
                .isEqualTo("{\"tier\":\"gold\",\"n\":1.10,\"x\":[null,true]}");
    }

    @Test
    void put_forgets_what_it_does_not_name_and_patch_keeps_it() {
        assertThat(call("PUT", "/v1/users/ada", PROFILE).status()).isEqualTo(200);

        var patched = call("PATCH", "/v1/users/ada", "{'quiet_hours':'none','locale':null}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().get("quiet_hours").asText()).isEqualTo("none");
        assertThat(patched.json().has("locale")).isFalse();
        assertThat(patched.json().get("timezone").asText()).isEqualTo("Europe/Berlin");

        var put = call("PUT", "/v1/users/ada", "{'timezone':null}");
        assertThat(put.json()).hasToString("{\"user\":\"ada\",\"devices\":[]}");
    }

    @Test
    void a_merge_patch_may_say_that_it_is_one() {
        assertThat(call("PATCH", "/v1/users/ada", "{}", "Content-Type", "application/merge-patch+json")
                        .status())
                .isEqualTo(200);
        assertThat(call("PUT", "/v1/users/ada", "{}", "Content-Type", "application/merge-patch+json")
                        .problem())
                .isEqualTo("unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'timezone':'Berlin'}                | /timezone    | \"Berlin\" (expected: an IANA time zone",
                "{'timezone':'+15:00'}                | /timezone    | \"+15:00\" (expected: an IANA time zone",
                "{'timezone':7}                       | /timezone    | 7 (expected: a string)",
                "{'locale':'de_DE!'}                  | /locale      | \"de_DE!\" (expected: a BCP 47",
                "{'quiet_hours':'25:00-08:00'}        | /quiet_hours | \"25:00-08:00\" (expected: a window",
                "{'quiet_hours':'22:00-22:00'}        | /quiet_hours | is empty",
                "{'muted_until':'tomorrow'}           | /muted_until | (expected: an RFC 3339 instant",
                "{'attributes':'x'}                   | /attributes  | a string (expected: an object)",
                "{'attributes':{'a':{'b':1,'b':2}}}   | /attributes/a/b | given twice",
                "{'attributes':{'a':['\\ud800']}}     | /attributes/a/0 | half a surrogate pair",
                "{'devices':[]}                       | /devices     | an unknown member",
                "[]                                   | ``           | an array (expected: an object)",
            })
    void a_bad_profile_names_its_fields_and_changes_nothing(String body, String pointer, String detail) {
        for (String method : List.of("PUT", "PATCH")) {
            var answer = call(method, "/v1/users/ada", body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("malformed");
            assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
            assertThat(answer.json().at("/errors/0/detail").asText()).contains(detail);
        }
        assertThat(gateway.users.all).isEmpty();
    }

    @Test
    void attributes_have_a_bound() {
        String fits = "{'attributes':{'a':'" + "x".repeat(2048 - 8) + "'}}";

        assertThat(call("PUT", "/v1/users/ada", fits).status()).isEqualTo(200);
        assertThat(call("PUT", "/v1/users/ada", fits.replaceFirst("x", "xx"))
                        .json()
                        .at("/errors/0/detail")
                        .asText())
                .isEqualTo("has 2049 bytes (expected: at most 2048)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u/1", "a b", "zoë", "🌧", "50%", "a+b", "..", ".", "a?b#c", "user:1;v=2", "%2F"})
    void any_name_is_a_user_when_it_is_percent_encoded(String user) {
        String path = "/v1/users/" + encoded(user);

        assertThat(call("PUT", path, "{}").json().get("user").asText()).isEqualTo(user);
        assertThat(gateway.users.all).containsOnlyKeys(user);
        assertThat(call("DELETE", path, null).status()).isEqualTo(204);
    }

    @Test
    void a_name_out_of_bounds_is_no_user() {
        assertThat(call("PUT", "/v1/users/" + "u".repeat(128), "{}").status()).isEqualTo(200);
        for (String user : List.of("u".repeat(129), "%00", "a%0Ab", "%C2%85", encoded("ä".repeat(65)))) {
            var answer = call("PUT", "/v1/users/" + user, "{}");
            assertThat(answer.status()).as(user).isEqualTo(400);
            assertThat(answer.json().get("detail").asText()).startsWith("user: ");
        }
    }

    @Test
    void who_is_not_there_is_404() {
        assertThat(call("GET", "/v1/users/nobody", null).problem()).isEqualTo("not-found");
        assertThat(call("DELETE", "/v1/users/nobody", null).problem()).isEqualTo("not-found");
        assertThat(call("GET", "/v1/users/nobody/preferences", null).problem()).isEqualTo("not-found");
        assertThat(call("DELETE", "/v1/users/nobody/devices/d", null).problem()).isEqualTo("not-found");
    }

    @Test
    void a_device_is_201_when_new_and_200_when_replaced_and_never_shows_its_token() {
        var created = call("PUT", "/v1/users/ada/devices/phone", DEVICE);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json())
                .hasToString("{\"device_id\":\"phone\",\"app\":\"shop-ios\",\"permission\":\"authorized\","
                        + "\"registered_at\":\"2026-11-22T12:00:00Z\",\"timezone\":\"Asia/Tokyo\"}");
        assertThat(call("PUT", "/v1/users/ada/devices/phone", DEVICE).status()).isEqualTo(200);
        var user = call("GET", "/v1/users/ada", null).json();
        assertThat(user.at("/devices/0")).isEqualTo(created.json());
        assertThat(user.toString()).doesNotContain("se-cr-et");
        assertThat(call("DELETE", "/v1/users/ada/devices/phone", null).status()).isEqualTo(204);
    }

    @Test
    void a_device_in_quarantine_says_why_and_since_when() {
        var quarantine = new User.Quarantine("BadDeviceToken", InMemoryUsers.NOW);
        gateway.users.all.put(
                "ada",
                new User(
                        new User.Profile(null, null, null, null, null),
                        List.of(new User.Device(
                                "d", "shop-ios", "t", Permission.AUTHORIZED, InMemoryUsers.NOW, null, quarantine)),
                        new User.Preferences(null, Map.of(), Map.of())));
        assertThat(call("GET", "/v1/users/ada", null).json().at("/devices/0/quarantine"))
                .hasToString("{\"reason\":\"BadDeviceToken\",\"at\":\"2026-11-22T12:00:00Z\"}");
    }

    @Test
    void deleting_a_device_whose_name_is_dots_does_not_delete_its_user() {
        assertThat(call("PUT", "/v1/users/ada", PROFILE).status()).isEqualTo(200);

        assertThat(call("DELETE", "/v1/users/ada/devices/%2E%2E", null).status())
                .isEqualTo(404);
        assertThat(gateway.users.all).containsKey("ada");
    }

    @Test
    void a_device_of_an_app_that_is_not_configured_is_422() {
        var answer = call("PUT", "/v1/users/ada/devices/d", "{'app':'nope','device_token':'t'}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("unknown-app");
        assertThat(gateway.users.all).isEmpty();
    }

    @Test
    void a_bad_device_is_400() {
        for (String body : List.of(
                "{}",
                "{'app':'shop-ios'}",
                "{'app':'shop-ios','device_token':'t','permission':'yes'}",
                "{'app':'shop-ios','device_token':'t','timezone':7}",
                "{'app':'shop-ios','device_token':'t','device_id':'d'}")) {
            assertThat(call("PUT", "/v1/users/ada/devices/d", body).problem())
                    .as(body)
                    .isEqualTo("malformed");
        }
        assertThat(call("PUT", "/v1/users/ada/devices/" + "d".repeat(65), DEVICE)
                        .problem())
                .isEqualTo("malformed");
        assertThat(gateway.users.all).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mars/Base",
                "",
                "W. Europe Standard Time",
                "GMT+15",
                "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien, Oslo"
            })
    void a_device_that_says_no_zone_is_registered_without_and_the_answer_says_so(String said) {
        var body = "{'app':'shop-ios','device_token':'t','timezone':'" + said + "'}";
        var answer = call("PUT", "/v1/users/ada/devices/d", body);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().has("timezone")).isFalse();
        assertThat(answer.json().at("/ignored/0/pointer").asText()).isEqualTo("/timezone");
        assertThat(answer.json().at("/ignored/0/detail").asText())
                .startsWith("\"" + said.substring(0, Math.min(64, said.length())))
                .contains("expected: an IANA time zone");
        assertThat(gateway.users.all.get("ada").devices()).hasSize(1);
    }

    @Test
    void what_people_and_devices_say_of_zones_is_kept_in_one_form() {
        for (var said : Map.of(
                        "europe/paris",
                        "Europe/Paris",
                        "UTC+02:00",
                        "+02:00",
                        "+05:30",
                        "+05:30",
                        "est",
                        "America/Panama")
                .entrySet()) {
            var device = "{'app':'shop-ios','device_token':'t','timezone':'" + said.getKey() + "'}";
            assertThat(call("PUT", "/v1/users/ada/devices/d", device)
                            .json()
                            .get("timezone")
                            .asText())
                    .isEqualTo(said.getValue());
            var profile = "{'timezone':'" + said.getKey() + "'}";
            assertThat(call("PUT", "/v1/users/ada", profile)
                            .json()
                            .get("timezone")
                            .asText())
                    .isEqualTo(said.getValue());
        }
    }

    @Test
    void more_devices_than_a_user_may_have_are_refused() {
        for (int i = 0; i < 2; i++) {
            assertThat(call("PUT", "/v1/users/ada/devices/d" + i, DEVICE).status())
                    .isEqualTo(201);
        }
        assertThat(call("PUT", "/v1/users/ada/devices/d2", DEVICE).problem()).isEqualTo("too-many-devices");
    }

    @Test
    void preferences_say_who_recorded_what() {
        var answer = call(
                "PUT",
                "/v1/users/ada/preferences",
                "{'promotional':'refused','categories':{'flash-sale':'granted'},'caps':{'promo-day':1},'source':'app'}");

        assertThat(answer.status()).isEqualTo(200);
        String record = "{\"at\":\"2026-11-22T12:00:00Z\",\"caller\":\"shop\",\"source\":\"app\"}";
        assertThat(answer.json())
                .hasToString("{\"promotional\":\"refused\",\"categories\":{\"flash-sale\":\"granted\"},"
                        + "\"caps\":{\"promo-day\":1},\"recorded\":{\"promotional\":" + record
                        + ",\"categories\":{\"flash-sale\":" + record + "}}}");
        assertThat(call("GET", "/v1/users/ada/preferences", null).json()).isEqualTo(answer.json());
    }

    @Test
    void a_choice_for_a_category_that_asks_for_no_consent_is_kept_and_said_to_be_without_effect() {
        String choices = "{'categories':{'order-status':'refused','flash-sale':'refused'}}";
        var put = call("PUT", "/v1/users/ada/preferences", choices);
        assertThat(put.json().at("/categories/order-status").asText()).isEqualTo("refused");
        assertThat(put.json().get("without_effect")).hasToString("[\"order-status\"]");
        assertThat(call("GET", "/v1/users/ada/preferences", null).json()).isEqualTo(put.json());
        assertThat(call("GET", "/v1/users/ada/preferences?history=true", null)
                        .json()
                        .get("without_effect"))
                .isEqualTo(put.json().get("without_effect"));

        var patched = call("PATCH", "/v1/users/ada/preferences", "{'categories':{'order-status':null}}");
        assertThat(patched.json().has("without_effect")).isFalse();
    }

    @Test
    void a_patch_of_preferences_removes_one_or_all() {
        String all = "{'promotional':'refused','categories':{'flash-sale':'granted'},'caps':{'promo-day':1}}";
        assertThat(call("PUT", "/v1/users/ada/preferences", all).status()).isEqualTo(200);

        var one = call("PATCH", "/v1/users/ada/preferences", "{'caps':{'promo-day':null}}");
        assertThat(one.json().get("caps")).isEmpty();
        assertThat(one.json().get("promotional").asText()).isEqualTo("refused");
        assertThat(one.json().at("/recorded/promotional/source").asText()).isEqualTo("api");

        var map = call("PATCH", "/v1/users/ada/preferences", "{'categories':null,'promotional':null}");
        assertThat(map.json().get("categories")).isEmpty();
        assertThat(map.json().has("promotional")).isFalse();
    }

    @Test
    void preferences_are_about_what_the_policy_has() {
        var category = call("PUT", "/v1/users/ada/preferences", "{'categories':{'nope':'granted'}}");
        assertThat(category.status()).isEqualTo(422);
        assertThat(category.problem()).isEqualTo("unknown-category");
        assertThat(category.json().at("/errors/0/pointer").asText()).isEqualTo("/categories/nope");

        var cap = call("PUT", "/v1/users/ada/preferences", "{'caps':{'nope':1}}");
        assertThat(cap.status()).isEqualTo(400);
        assertThat(cap.json().at("/errors/0/pointer").asText()).isEqualTo("/caps/nope");

        assertThat(call("PATCH", "/v1/users/ada/preferences", "{'categories':{'nope':null},'caps':{'nope':null}}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'promotional':'maybe'}            | /promotional",
                "{'promotional':true}               | /promotional",
                "{'categories':{'flash-sale':'no'}} | /categories/flash-sale",
                "{'caps':{'promo-day':-1}}          | /caps/promo-day",
                "{'caps':{'promo-day':1001}}        | /caps/promo-day",
                "{'caps':{'promo-day':'1'}}         | /caps/promo-day",
                "{'source':''}                      | /source",
                "{'everything':'refused'}           | /everything"
            })
    void bad_preferences_name_their_fields(String body, String pointer) {
        var answer = call("PATCH", "/v1/users/ada/preferences", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(gateway.users.all).isEmpty();
    }

    @Test
    void storage_that_does_not_answer_is_503() {
        gateway.users.failure = new StorageUnavailableException("gone", false);
        assertThat(call("PUT", "/v1/users/ada", "{}").problem()).isEqualTo("storage-unavailable");
        gateway.users.failure = new StorageUnavailableException("gone", true);
        assertThat(call("PUT", "/v1/users/ada", "{}").problem()).isEqualTo("outcome-unknown");
        assertThat(call("PUT", "/v1/users/ada", "{}").header("retry-after")).isEqualTo("1");
    }

    @Test
    void reading_needs_less_than_writing() {
        String reader = "Bearer reader-key";

        assertThat(call("GET", "/v1/users/ada", null, "Authorization", reader).status())
                .isEqualTo(404);
        assertThat(call("PUT", "/v1/users/ada", "{}", "Authorization", reader).problem())
                .isEqualTo("forbidden");
    }

    private static String encoded(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return name.matches("\\.+") ? name.replace(".", "%2E") : encoded;
    }

    private static Answer call(String method, String path, String body, String... headers) {
        return gateway.call(method, path, body, headers);
    }
}

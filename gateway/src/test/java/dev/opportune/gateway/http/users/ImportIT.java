package dev.opportune.gateway.http.users;

import static dev.opportune.gateway.http.users.Imports.last;
import static dev.opportune.gateway.http.users.Imports.lines;
import static dev.opportune.gateway.http.users.Imports.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.http.InMemoryUsers;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Promise;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the lines of an import do, and what is said of each. How they travel is in `ImportStreamIT`.
class ImportIT {

    private static final String ADA = "{'user':'ada','timezone':'Europe/Berlin','locale':'de-CH',"
            + "'quiet_hours':'22:00-08:00','attributes':{'tier':'gold'},'muted_until':'2026-11-23T08:00:00Z',"
            + "'devices':[{'device_id':'phone','app':'shop-ios','device_token':'t-1','permission':'denied',"
            + "'timezone':'Asia/Tokyo'}],"
            + "'preferences':{'promotional':'refused','categories':{'flash-sale':'granted'},'caps':{'promo-day':1}}}";

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    private final Imports imports = new Imports(gateway);

    @Test
    void a_line_is_a_user_with_profile_devices_and_preferences() {
        var answer = imports.post(ADA);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(text(answer)).isEqualTo("{\"done\":true,\"lines\":1,\"imported\":1,\"failed\":0}\n");
        var user = gateway.users.all.get("ada");
        assertThat(gateway.call("GET", "/v1/users/ada", null).json())
                .hasToString("{\"user\":\"ada\",\"timezone\":\"Europe/Berlin\",\"locale\":\"de-CH\","
                        + "\"quiet_hours\":\"22:00-08:00\",\"attributes\":{\"tier\":\"gold\"},"
                        + "\"muted_until\":\"2026-11-23T08:00:00Z\",\"devices\":[{\"device_id\":\"phone\","
                        + "\"app\":\"shop-ios\",\"permission\":\"denied\",\"registered_at\":\"2026-11-22T12:00:00Z\","
                        + "\"timezone\":\"Asia/Tokyo\"}]}");
        assertThat(user.devices().getFirst().deviceToken()).isEqualTo("t-1");
        assertThat(user.preferences().promotional())
                .isEqualTo(new User.Choice(false, InMemoryUsers.NOW, "shop", Users.IMPORT));
        assertThat(user.preferences().categories().get("flash-sale").source()).isEqualTo(Users.IMPORT);
        assertThat(user.preferences().caps()).containsEntry("promo-day", 1);
    }

    @Test
    void a_line_leaves_what_it_does_not_speak_of() {
        assertThat(last(imports.post(ADA)).get("imported").asInt()).isEqualTo(1);
        var before = gateway.users.all.get("ada");

        assertThat(last(imports.post("{'user':'ada'}")).get("imported").asInt()).isEqualTo(1);
        assertThat(gateway.users.all.get("ada")).isEqualTo(before);

        assertThat(last(imports.post("{'user':'ada','timezone':null}"))
                        .get("imported")
                        .asInt())
                .isEqualTo(1);
        var after = gateway.users.all.get("ada");
        var profile = before.profile();
        assertThat(after.profile())
                .isEqualTo(new User.Profile(
                        null, profile.locale(), profile.quietHours(), profile.attributesJson(), profile.mutedUntil()));
        assertThat(after.devices()).isEqualTo(before.devices());
        assertThat(after.preferences()).isEqualTo(before.preferences());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'categories':{}}",
                "{'caps':{}}",
                "{'categories':null,'caps':null}",
                "{'promotional':'refused'}",
                "{'categories':{'flash-sale':'granted'}}",
                "{'caps':{'promo-day':1}}",
            })
    void a_line_that_names_one_preference_leaves_the_others(String preferences) {
        assertThat(last(imports.post(ADA)).get("imported").asInt()).isEqualTo(1);
        var before = gateway.users.all.get("ada");
        var line = "{'user':'ada','preferences':" + preferences + "}";
        assertThat(last(imports.post(line)).get("imported").asInt()).isEqualTo(1);
        assertThat(gateway.users.all.get("ada")).isEqualTo(before);
    }

    @Test
    void a_user_may_be_no_more_than_a_name() {
        assertThat(last(imports.post("{'user':'new'}")).get("imported").asInt()).isEqualTo(1);
        assertThat(gateway.users.all).containsOnlyKeys("new");
    }

    @Test
    void devices_and_preferences_that_are_null_are_not_spoken_of() {
        var before = "{'user':'ada','timezone':'Europe/Paris','preferences':{'promotional':'refused'},"
                + "'devices':[{'device_id':'d','app':'shop-ios','device_token':'t'}]}";
        assertThat(last(imports.post(before)).get("imported").asInt()).isEqualTo(1);
        var known = gateway.users.all.get("ada");

        assertThat(last(imports.post("{'user':'ada','devices':null,'preferences':null}"))
                        .get("imported")
                        .asInt())
                .isEqualTo(1);
        assertThat(gateway.users.all.get("ada")).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                                          | 400 | malformed | `` | the end at byte 1 (expected: a name",
                "{'user':'u','locale':de}                                   | 400 | malformed | /locale | at byte 21 (expected: a value",
                "[]                                                         | 400 | malformed | `` | (expected: an object)",
                "{}                                                         | 400 | malformed | /user | is missing",
                "{'user':''}                                                | 400 | malformed | /user | has 0 bytes",
                "{'user':'u'}{'user':'v'}                                   | 400 | malformed | `` | more after",
                "{'user':'u','timezone':'Berlin'}                           | 400 | malformed | /timezone | IANA",
                "{'user':'u','caps':{}}                                     | 400 | malformed | /caps | an unknown member",
                "{'user':'u','devices':{}}                                  | 400 | malformed | /devices | an array",
                "{'user':'u','devices':[{'app':'shop-ios','device_token':'t'}]} | 400 | malformed | /devices/0/device_id | is missing",
                "{'user':'u','devices':[{'device_id':'d','app':'shop-ios','device_token':'t'},{'device_id':'d','app':'shop-ios','device_token':'v'}]} | 400 | malformed | /devices/1/device_id | given twice",
                "{'user':'u','preferences':7}                               | 400 | malformed | /preferences | an object",
                "{'user':null}                                              | 400 | malformed | /user | is missing",
                "{'user':'u','preferences':{'source':'app'}}                | 400 | malformed | /preferences/source | an unknown member",
                "{'user':'u','preferences':{'caps':{'nope':1}}}             | 400 | malformed | /preferences/caps/nope | not a cap",
                "{'user':'u','preferences':{'categories':{'nope':'granted'}}} | 422 | unknown-category | /preferences/categories/nope | nope",
                "{'user':'u','devices':[{'device_id':'d','app':'nope','device_token':'t'}]} | 422 | unknown-app | /devices/0/app | nope",
            })
    void a_bad_line_answers_for_itself_and_the_rest_go_on(
            String bad, int status, String type, String pointer, String detail) {
        var answers = lines(imports.post("{'user':'a'}\n" + bad + "\n{'user':'b'}"));

        assertThat(answers).hasSize(2);
        var fault = answers.getFirst();
        assertThat(fault.get("line").asInt()).isEqualTo(2);
        assertThat(fault.get("status").asInt()).isEqualTo(status);
        assertThat(fault.get("type").asText()).isEqualTo("urn:opportune:problem:" + type);
        assertThat(fault.get("detail").asText()).contains(detail);
        assertThat(fault.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(answers.getLast()).hasToString("{\"done\":true,\"lines\":3,\"imported\":2,\"failed\":1}");
        assertThat(gateway.users.all).containsOnlyKeys("a", "b");
    }

    @Test
    void the_later_of_two_lines_of_one_user_wins() {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        var body = "{'user':'u','locale':'de','preferences':{'promotional':'granted'}}\n"
                + "{'user':'u','locale':'fr'}\n{'user':'u','locale':'it'}\n{'user':'v'}";
        var answer = gateway.sendAsync(imports.request(body));

        // The first line of each user, and no other.
        await().until(() -> gateway.users.asked.get() == 2);
        gate.complete();

        assertThat(last(answer.join()).get("imported").asInt()).isEqualTo(4);
        assertThat(gateway.users.all.get("u").profile().locale()).isEqualTo("it");
    }

    @Test
    void a_fault_ends_its_line_and_keeps_what_was_applied_before() {
        var devices = IntStream.range(0, 3)
                .mapToObj(i -> "{'device_id':'d" + i + "','app':'shop-ios','device_token':'t" + i + "'}")
                .collect(Collectors.joining(","));

        var answers = lines(imports.post(
                "{'user':'u','locale':'de','devices':[" + devices + "],'preferences':{'promotional':'refused'}}"));

        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(409);
        assertThat(answers.getFirst().get("type").asText()).endsWith("too-many-devices");
        assertThat(answers.getFirst().at("/errors/0/pointer").asText()).isEqualTo("/devices");
        var user = gateway.users.all.get("u");
        assertThat(user.preferences().promotional()).isNotNull();
        assertThat(user.profile().locale()).isEqualTo("de");
        assertThat(user.devices()).hasSize(2);
    }

    @Test
    void what_only_a_device_says_wrongly_is_left_out_of_a_line_that_is_imported() {
        var answers = lines(imports.post("{'user':'u','devices':["
                + "{'device_id':'a','app':'shop-ios','device_token':'t','timezone':'Europe/Berlin'},"
                + "{'device_id':'b','app':'shop-ios','device_token':'t2','timezone':'Berlin'}]}\n{'user':'v'}"));

        assertThat(answers).hasSize(2);
        assertThat(answers.getFirst().get("line").asInt()).isEqualTo(1);
        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(200);
        assertThat(answers.getFirst().at("/ignored/0/pointer").asText()).isEqualTo("/devices/1/timezone");
        assertThat(answers.getLast().get("imported").asInt()).isEqualTo(2);
        assertThat(gateway.users.all.get("u").devices()).hasSize(2);
    }

    @Test
    void when_storage_is_gone_the_last_line_says_where_to_go_on() {
        gateway.users.failure = new StorageUnavailableException("gone", false);
        String body = IntStream.range(0, 5_000)
                .mapToObj(i -> "{'user':'u" + i + "'}")
                .collect(Collectors.joining("\n", "[]\n", ""));

        var answers = lines(imports.post(body));

        assertThat(answers.get(0).get("status").asInt()).isEqualTo(400);
        assertThat(answers.get(1).get("status").asInt()).isEqualTo(503);
        assertThat(answers.get(1).get("type").asText()).endsWith("storage-unavailable");
        var last = answers.getLast();
        assertThat(last.get("done").asBoolean()).isFalse();
        assertThat(last.get("resume_from").asInt()).isEqualTo(2);
        assertThat(last.get("lines").asInt()).isEqualTo(answers.size() - 1).isLessThan(5_000);
    }

    @Test
    void a_defect_is_500_for_its_line() {
        gateway.users.failure = new IllegalStateException("secret");

        var answers = lines(imports.post("{'user':'u'}"));

        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(500);
        assertThat(answers.getFirst().toString()).doesNotContain("secret");
        assertThat(answers.getLast().get("done").asBoolean()).isTrue();
    }

    @Test
    void an_import_is_ndjson_from_one_who_may_write_users() {
        assertThat(gateway.call("POST", "/v1/users", ADA).problem()).isEqualTo("unsupported-media-type");
        assertThat(gateway.call("POST", "/v1/users", ADA, "Authorization", "Bearer reader-key")
                        .problem())
                .isEqualTo("forbidden");
        assertThat(gateway.call("GET", "/v1/users", null).header("allow")).isEqualTo("POST");
        assertThat(gateway.users.all).isEmpty();
    }
}

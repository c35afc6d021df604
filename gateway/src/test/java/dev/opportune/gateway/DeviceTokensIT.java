package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One phone has one form, and what is no device token comes in nowhere: registration, import, devices of a send.
class DeviceTokensIT {

    private static final String POLICY = """
            version: "1"
            categories: {news: {class: transactional, quiet_hours: ignore, consent: none}}
            """;

    private static final AtomicInteger PHONES = new AtomicInteger();

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    private final String phone = GatewayFixture.iosToken("phone " + PHONES.incrementAndGet() + " \u00ab\u00bb");
    private final String upper = phone.toUpperCase(Locale.ROOT);
    private final String described = "<" + upper.replaceAll("(.{8})(?=.)", "$1 ") + ">";

    @Test
    void a_phone_that_another_registers_in_other_letters_is_the_others() throws Exception {
        register("ann", "phone", "shop-ios", upper, 201);
        register("ben", "phone", "shop-ios", phone, 201);
        assertThat(devices("ann")).isEmpty();
        register("ann", "old-phone", "shop-ios", described, 201);
        assertThat(devices("ben")).isEmpty();
        assertThat(send("ben").path("reason").asText()).isEqualTo("no_devices");
        gateway.awaitState(send("ann").path("send_id").asText(), "accepted");
        assertThat(gateway.pushesTo(phone)).hasSize(1);
    }

    @Test
    void a_user_has_a_phone_once_in_whatever_letters_it_comes() throws Exception {
        register("cleo", "a", "shop-ios", phone, 201);
        register("cleo", "b", "shop-ios", upper, 201);
        assertThat(devices("cleo"))
                .extracting(it -> it.path("device_id").asText())
                .containsExactly("b");
        register("cleo", "b", "shop-ios", described, 200);
    }

    @Test
    void an_import_takes_a_phone_from_whoever_had_it_in_other_letters() throws Exception {
        register("dora", "phone", "shop-ios", phone, 201);
        var answer = imported("{\"user\":\"erik\",\"devices\":[" + device("x", "shop-ios", upper) + ","
                + device("y", "shop-ios", described) + "]}");
        assertThat(last(answer).path("imported").asInt()).isEqualTo(1);
        assertThat(devices("dora")).isEmpty();
        assertThat(devices("erik"))
                .extracting(it -> it.path("device_id").asText())
                .containsExactly("y");
    }

    @Test
    void equal_devices_of_a_send_are_one_and_get_one_push() throws Exception {
        var sent = gateway.send(202, toDevices("fred", "k-1", phone, upper, described));
        assertThat(sent.path("device_count").asInt()).isEqualTo(1);
        assertThat(gateway.awaitState(sent.path("send_id").asText(), "accepted").path("deliveries"))
                .hasSize(1);
        assertThat(gateway.pushesTo(phone)).hasSize(1);
        var replay = gateway.post(toDevices("fred", "k-1", upper));
        assertThat(replay.headers().firstValue("Idempotency-Replayed")).contains("true");
    }

    @Test
    void fcms_differ_by_case() throws Exception {
        register("gil", "phone", "shop-android", "dGVzdA:APA91bGil", 201);
        register("hans", "phone", "shop-android", "DGVZDA:apa91BgIL", 201);
        assertThat(devices("gil")).hasSize(1);
        var body = """
                {"user":"ida","category":"news","content":{"title":"t"},"devices":[
                 {"app":"shop-android","device_token":"aaaa-bbbb"},{"app":"shop-android","device_token":"AAAA-bbbb"},
                 {"app":"shop-android","device_token":"aaaa-bbbb"}]}""";
        assertThat(gateway.send(202, body).path("device_count").asInt()).isEqualTo(2);
    }

    @Test
    void a_phone_that_is_dead_goes_in_whatever_letters_it_came_and_its_event_has_the_one_form() throws Exception {
        register("jo", "phone", "shop-ios", upper, 201);
        gateway.simulator.behaviour().refuse(phone, DeviceRefusal.always(ApnsReason.UNREGISTERED));
        gateway.awaitState(send("jo").path("send_id").asText(), "rejected");
        assertThat(devices("jo")).isEmpty();
        var events = gateway.call("GET", "/v1/events?limit=1000", "").body();
        assertThat(events).contains("\"device_token\":\"" + phone + '"').doesNotContain(upper);
    }

    @Test
    void a_phone_in_quarantine_is_so_for_inline_sends_in_other_letters_and_is_registered_out_of_it() throws Exception {
        // Its app gets through to others.
        register("nils", "phone", "shop-ios", GatewayFixture.iosToken("nils"), 201);
        gateway.awaitState(send("nils").path("send_id").asText(), "accepted");
        register("kim", "phone", "shop-ios", phone, 201);
        gateway.simulator.behaviour().refuse(phone, DeviceRefusal.always(ApnsReason.BAD_DEVICE_TOKEN));
        var sent = gateway.send(202, toDevices("kim", "k-2", described));
        gateway.awaitState(sent.path("send_id").asText(), "rejected");
        assertThat(devices("kim").getFirst().path("quarantine").path("reason").asText())
                .isEqualTo("BadDeviceToken");
        register("kim", "phone", "shop-ios", upper, 200);
        assertThat(devices("kim").getFirst().has("quarantine")).isFalse();
    }

    static Stream<Arguments> none() {
        var ios = List.of(
                "null",
                "(null)",
                "6f2d9c0b7e5a41d8c3f2906b1e7d4a5",
                "b64+kM2Et6YVLj9w0ci5WmQabcdefghijk0123456789=",
                "dGVzdA:APA91bSecretSecretSecret",
                "ExponentPushToken[SecretSecretSecret]");
        var android = List.of(
                "undefined",
                "BLACKLISTED",
                "6f2d9c0b7e5a41d8c3f2906b1e7d4a58f0c9b3e261d7a8450c9e2f6b7d1a3c84",
                "9f0c1d7e-aaaa-4bbb-8ccc-0123456789ab",
                "{token: dGVzdA:APA91bSecret}",
                "dGVzdA:APA91b Secret");
        return Stream.concat(
                ios.stream().map(it -> Arguments.of("shop-ios", it)),
                android.stream().map(it -> Arguments.of("shop-android", it)));
    }

    @ParameterizedTest
    @MethodSource("none")
    void what_is_none_is_400_where_it_stands_and_is_not_shown(String app, String text) throws Exception {
        var put = gateway.call(
                "PUT", "/v1/users/lea/devices/d", "{\"device_token\":\"" + text + "\",\"app\":\"" + app + "\"}");
        refused(put, text, "/device_token");
        var send = "{\"user\":\"lea\",\"category\":\"news\",\"content\":{\"title\":\"t\"},\"devices\":["
                + "{\"app\":\"shop-ios\",\"device_token\":\"" + phone + "\"},{\"app\":\"" + app
                + "\",\"device_token\":\"" + text + "\"}]}";
        refused(gateway.post(send), text, "/devices/1/device_token");
        var line = imported("{\"user\":\"lea\",\"devices\":[" + device("d", app, text) + "]}");
        assertThat(line.statusCode()).isEqualTo(200);
        assertThat(line.body()).doesNotContain(text).contains("/devices/0/device_token");
        assertThat(last(line).path("failed").asInt()).isEqualTo(1);
        assertThat(gateway.call("GET", "/v1/users/lea", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456789012345678901234", "true", "null", "[\"6f2d9c0b7e5a41d8\"]"})
    void what_is_no_text_is_not_shown_either(String json) throws Exception {
        var put =
                gateway.call("PUT", "/v1/users/max/devices/d", "{\"app\":\"shop-ios\",\"device_token\":" + json + "}");
        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(put.body())
                .doesNotContain("1234567890")
                .doesNotContain("6f2d9c")
                .contains("/device_token");
    }

    private static void refused(HttpResponse<String> answer, String text, String pointer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain(text).contains("expected: a ");
        assertThat(GatewayFixture.JSON
                        .readTree(answer.body())
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo(pointer);
    }

    private static JsonNode send(String user) throws Exception {
        var body = "{\"user\":\"" + user + "\",\"category\":\"news\",\"content\":{\"title\":\"t\"}}";
        return GatewayFixture.JSON.readTree(gateway.post(body).body());
    }

    private static String toDevices(String user, String key, String... deviceTokens) {
        var devices = Stream.of(deviceTokens)
                .map(it -> "{\"app\":\"shop-ios\",\"device_token\":\"" + it + "\"}")
                .toList();
        return "{\"user\":\"" + user + "\",\"category\":\"news\",\"content\":{\"title\":\"t\"},\"idempotency_key\":\""
                + key + "\",\"moment\":{\"ttl\":\"PT2M\"},\"devices\":" + devices + "}";
    }

    private static void register(String user, String id, String app, String deviceToken, int status) throws Exception {
        var answer = gateway.call(
                "PUT",
                "/v1/users/" + user + "/devices/" + id,
                "{\"app\":\"" + app + "\",\"device_token\":\"" + deviceToken + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static List<JsonNode> devices(String user) throws Exception {
        var devices = GatewayFixture.JSON
                .readTree(gateway.call("GET", "/v1/users/" + user, "").body())
                .path("devices");
        return devices.valueStream().toList();
    }

    private static String device(String id, String app, String deviceToken) {
        return "{\"device_id\":\"" + id + "\",\"app\":\"" + app + "\",\"device_token\":\"" + deviceToken + "\"}";
    }

    private static HttpResponse<String> imported(String lines) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/v1/users"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build();
        return gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode last(HttpResponse<String> answer) throws Exception {
        return GatewayFixture.JSON.readTree(answer.body().lines().toList().getLast());
    }
}

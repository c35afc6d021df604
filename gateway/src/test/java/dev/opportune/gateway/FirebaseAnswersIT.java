package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.behaviour.FcmForm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of users, devices and the app when Firebase answers as it does in the field.
class FirebaseAnswersIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final Map<String, HeardProvider> providers = new HashMap<>();

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, Duration.ofSeconds(5), provider -> {
        var hearing = new HeardProvider(provider);
        providers.put(provider.app(), hearing);
        return hearing;
    });

    @Test
    void iPhones_without_a_key_in_Firebase_wait_and_Android_goes_on() throws Exception {
        var iPhones = IntStream.range(0, 20).mapToObj(i -> "iphone-" + i).toList();
        for (var iPhone : iPhones) gateway.simulator.behaviour().refuse(iPhone, DeviceRefusal.always(FcmForm.IPHONE));
        var lists = new String[4];
        for (int i = 0; i < lists.length; i++) lists[i] = send("u-" + i, "sale", iPhones);
        // A breaker that a slow start has opened closes by their answers, too.
        await().until(() -> iPhones.stream().allMatch(it -> gateway.pushesTo(it).size() == lists.length));

        var begun = System.nanoTime();
        gateway.awaitState(send("u-9", "sale", List.of("android")), "accepted");
        // A second is the promise; the machine that runs this may pause.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(gateway.meters
                        .get("opportune.breaker.open")
                        .tag("app", "shop-android")
                        .gauge()
                        .value())
                .isZero();
        var app = providers.get("shop-android");
        assertThat(app.fault()).isNull();
        assertThat(app.warning()).contains("in the Firebase console, the APNs key for iPhones");
        var receipt = gateway.receipt(lists[0]);
        assertThat(receipt.path("state").asText()).isEqualTo("waiting");
        assertThat(receipt.at("/deliveries/0/reason").asText()).isEqualTo("THIRD_PARTY_AUTH_ERROR");
    }

    @Test
    void a_device_that_only_the_sentence_calls_invalid_is_removed() throws Exception {
        register("u-20", "phone", "made-up");
        gateway.simulator.behaviour().refuse("made-up", DeviceRefusal.always(FcmForm.TOKEN_IN_SENTENCE));
        gateway.awaitState(send("u-20", "sale", null), "rejected");
        assertThat(devices("u-20")).isEmpty();
    }

    @Test
    void a_device_stays_when_the_message_is_wrong() throws Exception {
        register("u-21", "phone", "fine-phone");
        for (var form : new FcmForm[] {FcmForm.TOO_BIG, FcmForm.DATA_TYPE}) {
            gateway.simulator.behaviour().refuse("fine-phone", DeviceRefusal.always(form));
            gateway.awaitState(send("u-21", form.wireName(), null), "rejected");
        }
        assertThat(devices("u-21"))
                .singleElement()
                .satisfies(it -> assertThat(it.has("quarantine")).isFalse());
    }

    @Test
    void a_device_that_alone_does_not_get_what_others_get_is_in_quarantine() throws Exception {
        register("u-22", "phone", "odd-phone");
        gateway.simulator.behaviour().refuse("odd-phone", DeviceRefusal.always(FcmErrorCode.INVALID_ARGUMENT));
        // Each lane judges by itself, so a few more than two may be needed.
        for (int i = 0; i < 10 && quarantine("u-22").isMissingNode(); i++) {
            gateway.awaitState(send("u-23", "day " + i, List.of("even-phone")), "accepted");
            gateway.awaitState(send("u-24", "day " + i, List.of("level-phone")), "accepted");
            var answer = gateway.post(body("u-22", "day " + i, null));
            if (answer.statusCode() == 202) {
                gateway.awaitState(JSON.readTree(answer.body()).get("send_id").asText(), "rejected");
            }
        }
        await().untilAsserted(() ->
                assertThat(quarantine("u-22").path("reason").asText()).isEqualTo("INVALID_ARGUMENT"));
    }

    private static JsonNode quarantine(String user) throws Exception {
        return devices(user).path(0).path("quarantine");
    }

    private static JsonNode devices(String user) throws Exception {
        return JSON.readTree(gateway.call("GET", "/v1/users/" + user, "").body())
                .path("devices");
    }

    private static void register(String user, String deviceId, String deviceToken) throws Exception {
        var answer = gateway.call(
                "PUT",
                "/v1/users/" + user + "/devices/" + deviceId,
                "{\"app\":\"shop-android\",\"device_token\":\"" + deviceToken + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static String send(String user, String title, List<String> deviceTokens) throws Exception {
        return gateway.send(202, body(user, title, deviceTokens)).get("send_id").asText();
    }

    /// @param deviceTokens null for the user's own devices
    private static String body(String user, String title, List<String> deviceTokens) {
        var devices = deviceTokens == null
                ? ""
                : deviceTokens.stream()
                        .map(it -> "{\"app\":\"shop-android\",\"device_token\":\"" + it + "\"}")
                        .collect(Collectors.joining(",", ",\"devices\":[", "]"));
        return """
                {"user":"%s","category":"news","content":{"title":"%s"},"moment":{"ttl":"PT2M"}%s}""".formatted(user, title, devices);
    }
}

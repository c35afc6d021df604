package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.credentials.CredentialFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An app with a setting that is wrong for its users' devices, from the operator's slip to its repair: a gateway as its
/// configuration says, which is started again with another.
@MostlyWaits
class OperatorSlipIT {

    private static final int USERS = 30;

    /// Beyond the longest that a send waits for a setting to be mended.
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final HttpClient callers = CheckingHttpClient.ofCallers(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    private final HttpClient operators = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private TestRedis redis;
    private CredentialFiles files;
    private Serving gateway;

    @BeforeEach
    void prepare() throws Exception {
        redis = TestRedis.start();
        files = simulator.writeCredentials(folder);
        Files.writeString(folder.resolve("policy.yaml"), """
                version: "1"
                categories:
                  news: {class: promotional, quiet_hours: ignore, consent: none}
                """);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        simulator.close();
        redis.close();
        callers.close();
        operators.close();
    }

    @Test
    void nobody_is_in_quarantine_the_setting_is_named_and_once_it_is_mended_the_same_users_get_their_pushes()
            throws Exception {
        var project = simulator.credentials().projectId();
        var account = Files.readString(files.serviceAccount());
        Files.writeString(
                files.serviceAccount(), account.replace("\"" + project + "\"", "\"another-" + project + "\""));
        simulator.behaviour().share(ApnsReason.BAD_DEVICE_TOKEN, 1);
        start(Map.of("environment: production", "environment: sandbox"));
        var ios = new ArrayList<String>();
        var android = new ArrayList<String>();
        for (int i = 0; i < USERS; i++) {
            register("ios-" + i, "shop-ios");
            register("android-" + i, "shop-android");
            ios.add(send("ios-" + i));
            android.add(send("android-" + i));
            if (i < 10) await().until(() -> isJudged(ios.getLast()) && isJudged(android.getLast()));
        }
        await().untilAsserted(() -> {
            assertThat(check("shop-ios")).contains("BadDeviceToken", "environment: sandbox", "Sends wait");
            assertThat(check("shop-android")).contains("SENDER_ID_MISMATCH", "another-" + project, "Sends wait");
        });
        assertThat(metrics()).contains("opportune_app_fault{app=\"shop-ios\"} 1.0");
        assertThat(inQuarantine("ios-")).isEmpty();
        assertThat(inQuarantine("android-")).isEmpty();
        var waiting = new ArrayList<>(ios.subList(10, USERS));
        waiting.addAll(android.subList(10, USERS));
        for (var send : waiting) assertThat(state(send)).isNotEqualTo("rejected");

        Files.writeString(files.serviceAccount(), account);
        await().atMost(PATIENCE).untilAsserted(() -> assertStates(android.subList(10, USERS)));
        assertThat(check("shop-android")).isEqualTo("ok");

        gateway.close();
        simulator.behaviour().normal();
        start(Map.of());
        await().atMost(PATIENCE).untilAsserted(() -> assertStates(waiting));
        assertStates(sendToAll("ios-"));
        assertStates(sendToAll("android-"));
        assertThat(check("shop-ios")).isEqualTo("ok");
    }

    /// Fewer than it takes to suspect a setting, and some are accepted: an operator's own phone.
    @Test
    void who_came_into_quarantine_by_a_topic_is_out_of_it_by_another_and_in_it_by_the_same() throws Exception {
        start(Map.of());
        register("operator", "shop-ios");
        assertStates(List.of(send("operator")));
        for (int i = 0; i < 3; i++) {
            simulator.behaviour().refuse(token("u-" + i), DeviceRefusal.always(ApnsReason.DEVICE_TOKEN_NOT_FOR_TOPIC));
            register("u-" + i, "shop-ios");
            var send = send("u-" + i);
            await().until(() -> state(send).equals("rejected"));
            assertThat(quarantine("u-" + i).path("reason").asText()).isEqualTo("DeviceTokenNotForTopic");
        }
        assertThat(check("shop-ios")).isEqualTo("ok");

        gateway.close();
        start(Map.of());
        assertThat(quarantine("u-1").isMissingNode()).isFalse();
        assertThat(answer("u-1").path("reason").asText()).isEqualTo("no_devices");

        gateway.close();
        simulator.behaviour().normal();
        start(Map.of("topic: com.example.shop", "topic: com.example.shop.voip"));
        for (int i = 0; i < 3; i++) {
            assertThat(quarantine("u-" + i).isMissingNode()).isTrue();
            assertStates(List.of(send("u-" + i)));
        }
    }

    @Test
    void one_bad_device_of_an_app_that_gets_through_is_in_quarantine_and_no_other() throws Exception {
        start(Map.of());
        for (int i = 0; i < 2; i++) {
            register("u-" + i, "shop-ios");
            assertStates(List.of(send("u-" + i)));
        }
        simulator.behaviour().refuse(token("bad"), DeviceRefusal.always(ApnsReason.BAD_DEVICE_TOKEN));
        register("bad", "shop-ios");
        var send = send("bad");
        await().until(() -> state(send).equals("rejected"));
        assertThat(quarantine("bad").path("reason").asText()).isEqualTo("BadDeviceToken");
        assertThat(inQuarantine("u-", 2)).isEmpty();
        assertStates(List.of(send("u-0"), send("u-1")));
        assertThat(check("shop-ios")).isEqualTo("ok");
    }

    private void start(Map<String, String> changes) throws Exception {
        var apps = Files.readString(files.apps());
        for (var change : changes.entrySet()) {
            assertThat(apps).contains(change.getKey());
            apps = apps.replace(change.getKey(), change.getValue());
        }
        var config = Files.writeString(folder.resolve("gateway.yaml"), """
                http: {port: 0}
                admin: {port: 0}
                redis: {%s, durability: memory}
                lanes: 2
                policy_file: policy.yaml
                """.formatted(redis.configured()) + apps);
        gateway = Serving.onLoopback(config);
    }

    private List<String> sendToAll(String prefix) throws Exception {
        var sends = new ArrayList<String>();
        for (int i = 0; i < USERS; i++) sends.add(send(prefix + i));
        return sends;
    }

    /// All of them come to be accepted.
    private void assertStates(List<String> sends) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (var send : sends) assertThat(state(send)).isEqualTo("accepted");
        });
    }

    private boolean isJudged(String send) throws Exception {
        return receipt(send).at("/deliveries/0/attempts").asInt() > 0;
    }

    private String state(String send) throws Exception {
        return receipt(send).path("state").asText();
    }

    private JsonNode receipt(String send) throws Exception {
        return call("GET", "/v1/sends/" + send, "");
    }

    private List<String> inQuarantine(String prefix) throws Exception {
        return inQuarantine(prefix, USERS);
    }

    private List<String> inQuarantine(String prefix, int users) throws Exception {
        var found = new ArrayList<String>();
        for (int i = 0; i < users; i++) {
            if (!quarantine(prefix + i).isMissingNode()) found.add(prefix + i);
        }
        return found;
    }

    private JsonNode quarantine(String user) throws Exception {
        return call("GET", "/v1/users/" + user, "").at("/devices/0/quarantine");
    }

    private void register(String user, String app) throws Exception {
        var deviceToken = app.equals("shop-ios") ? token(user) : "fcm-device-token-" + user;
        var device = "{\"app\":\"" + app + "\",\"device_token\":\"" + deviceToken + "\"}";
        assertThat(call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .path("app")
                        .asText())
                .isEqualTo(app);
    }

    private static String token(String user) {
        return GatewayFixture.iosToken(user);
    }

    private String send(String user) throws Exception {
        return answer(user).path("send_id").asText();
    }

    private JsonNode answer(String user) throws Exception {
        return call("POST", "/v1/sends", """
                {"user":"%s","category":"news","content":{"title":"t"},"moment":{"ttl":"PT20M"}}""".formatted(user));
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = callers.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return GatewayFixture.JSON.readTree(answer.body());
    }

    /// What `/readyz` says of an app.
    private String check(String app) throws Exception {
        return GatewayFixture.JSON
                .readTree(admin("/readyz"))
                .path("checks")
                .path("app " + app)
                .asText();
    }

    private String metrics() throws Exception {
        return admin("/metrics");
    }

    private String admin(String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + path);
        return operators
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}

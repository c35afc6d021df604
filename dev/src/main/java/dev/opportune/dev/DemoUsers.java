package dev.opportune.dev;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// A few users, made by the same calls that a backend would make: where most live it is noon, where one lives it is
/// early morning.
final class DemoUsers {

    static final int NOON = 12;

    private static final int EARLY = 7; // the demo policy's quiet hours end at 8

    private final HttpClient http;
    private final String gateway;

    private DemoUsers(HttpClient http, String gateway) {
        this.http = http;
        this.gateway = gateway;
    }

    /// Makes them at a gateway that takes calls without a key.
    static void create(int gatewayPort) throws IOException, InterruptedException {
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            new DemoUsers(http, "http://127.0.0.1:" + gatewayPort).create(Instant.now());
        }
    }

    private void create(Instant now) throws IOException, InterruptedException {
        var noon = DemoPlaces.where(NOON, now).getId();
        var early = DemoPlaces.where(EARLY, now).getId();
        user("ada", noon, ",\"locale\":\"en\",\"attributes\":{\"first_name\":\"Ada\"}");
        iphone("ada");
        user("ben", noon, ",\"locale\":\"de\",\"attributes\":{\"first_name\":\"Ben\"}");
        android("ben");
        user("cleo", noon);
        iphone("cleo");
        android("cleo");
        user("dan", early);
        iphone("dan");
        user("eve", noon);
        android("eve");
        call("PUT", "/v1/users/eve/preferences", "{\"promotional\":\"refused\",\"source\":\"demo\"}");
    }

    private void user(String user, String timezone) throws IOException, InterruptedException {
        user(user, timezone, "");
    }

    /// @param known what else is known of the user, as further fields
    private void user(String user, String timezone, String known) throws IOException, InterruptedException {
        call("PUT", "/v1/users/" + user, "{\"timezone\":\"" + timezone + '"' + known + '}');
    }

    private void iphone(String user) throws IOException, InterruptedException {
        var bytes = Arrays.copyOf((user + "-iphone").getBytes(StandardCharsets.UTF_8), 32);
        var deviceToken = HexFormat.of().formatHex(bytes);
        device(user, "iphone", "shop-ios", deviceToken);
    }

    private void android(String user) throws IOException, InterruptedException {
        device(user, "android", "shop-android", user + "-android");
    }

    private void device(String user, String device, String app, String deviceToken)
            throws IOException, InterruptedException {
        call(
                "PUT",
                "/v1/users/" + user + "/devices/" + device,
                "{\"app\":\"" + app + "\",\"device_token\":\"" + deviceToken + "\"}");
    }

    private void call(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }
}

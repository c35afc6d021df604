package dev.opportune.simulator.phones;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Phones before a gateway that refuses the first request.
class PhonesIT {

    private static final Habits EAGER = new Habits(
            1,
            1,
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            1,
            0,
            1,
            new Habits.Word("unwanted", 0),
            new Habits.Purchase("purchase", "19.90", "EUR"));

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer gateway;
    private Phones phones;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/v1/interactions", exchange -> {
            var lines = new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            var key = exchange.getRequestHeaders().getFirst("Authorization");
            boolean isFirst = heard.isEmpty();
            heard.addAll(lines.stream().map(it -> key + ' ' + it).toList());
            var answer = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                answer.append("{\"line\":" + (i + 1) + ",\"status\":202,\"recorded\":true}\n");
            }
            var body = answer.toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(isFirst ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gateway.start();
        var here = List.of(URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
        phones = new Phones(EAGER, new Places(here, "ios", "android", here, "shop"));
    }

    @AfterEach
    void stop() {
        phones.close();
        gateway.stop(0);
    }

    @Test
    void what_came_is_reported_until_it_is_answered_and_a_purchase_after_it_was_opened() {
        phones.arrived(push("s-1", "p", 200));
        await().until(() -> phones.state().equals(new Phones.State(0, 4, 0)));

        assertThat(phones.told()).hasSize(4).allMatch(it -> it.contains("\"recorded\":true"));
        var refused = heard.getFirst();
        assertThat(heard.stream().filter(refused::equals)).hasSize(2);
        assertThat(heard)
                .containsSubsequence(
                        "Bearer ios {\"type\":\"opened\",\"send_id\":\"s-1\",\"proof\":\"p\",\"platform\":\"ios\"}",
                        "Bearer shop {\"type\":\"converted\",\"user\":\"ada\",\"name\":\"purchase\",\"id\":\"s-1\","
                                + "\"value\":\"19.90\",\"currency\":\"EUR\"}");
    }

    @Test
    void of_what_was_refused_or_carries_no_proof_nothing_is_reported() {
        phones.arrived(push("s-1", "p", 410));
        phones.arrived(push("s-2", "", 200));
        assertThat(phones.state()).isEqualTo(new Phones.State(0, 0, 0));
    }

    @Test
    void a_word_in_the_title_or_the_body_decides_on_either_platform_and_one_elsewhere_does_not() {
        phones.arrived(push("s-1", "p", 200, "{\"title\":\"x\",\"body\":\"an unwanted hour\"}"));
        phones.arrived(android("s-2", "{\"title\":\"unwanted\"}"));
        phones.arrived(push("s-3", "p", 200, "{\"title\":\"x\",\"subtitle\":\"unwanted\"}"));
        phones.arrived(android("s-4", "{\"title\":\"x\"}"));
        await().until(() -> phones.state().waiting() == 0);
        assertThat(told("received")).isEqualTo(4);
        assertThat(told("opened")).isEqualTo(2);
    }

    private long told(String type) {
        return phones.told().stream()
                .filter(it -> it.contains("\"type\":\"" + type + '"'))
                .count();
    }

    private static Push android(String sendId, String notification) {
        var payload = "{\"message\":{\"notification\":" + notification + ",\"data\":{\"opportune\":"
                + "\"{\\\"send_id\\\":\\\"" + sendId + "\\\",\\\"proof\\\":\\\"p\\\"}\"}}}";
        return new Push(1, Instant.EPOCH, Provider.FCM, 1, 1, Map.of(), payload, "ada-android", 200, null, "id");
    }

    private static Push push(String sendId, String proof, int status) {
        return push(sendId, proof, status, "{}");
    }

    private static Push push(String sendId, String proof, int status, String alert) {
        var payload = "{\"aps\":{\"alert\":" + alert + "},\"opportune\":{\"send_id\":\"" + sendId + "\",\"proof\":\""
                + proof + "\"},\"user\":\"ada\"}";
        return new Push(1, Instant.EPOCH, Provider.APNS, 1, 1, Map.of(), payload, "ab", status, null, "id");
    }
}

package dev.opportune.gateway.http.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.http.InMemoryUsers;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsEndpointIT {

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void a_settled_send_is_a_cloud_event() {
        gateway.events.all.add(settled(1));
        assertThat(get("/v1/events").json())
                .hasToString("{\"events\":[{\"specversion\":\"1.0\",\"id\":\"0-1\",\"source\":\"/opportune/op\","
                        + "\"type\":\"opportune.send.settled\",\"subject\":\"send-1\","
                        + "\"time\":\"2026-11-22T12:00:00Z\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"send_id\":\"send-1\",\"user\":\"ada\",\"category\":\"news\",\"ref\":\"r\","
                        + "\"state\":\"accepted\",\"at\":\"2026-11-22T12:00:00Z\",\"policy_version\":\"7\","
                        + "\"device_count\":2,\"outcomes\":{\"accepted\":1}}}],\"cursor\":\"1\"}");
    }

    @Test
    void a_lost_device_is_told_with_its_device_token() {
        gateway.events.all.add(lost(DeviceNews.Kind.INVALIDATED, "phone"));
        gateway.events.all.add(lost(DeviceNews.Kind.QUARANTINED, null));
        var events = get("/v1/events").json().get("events");
        assertThat(events.get(0).get("type").asText()).isEqualTo("opportune.device.invalidated");
        assertThat(events.get(0).get("data"))
                .hasToString("{\"user\":\"ada\",\"app\":\"shop-ios\",\"device_id\":\"phone\",\"device_token\":\"t\","
                        + "\"reason\":\"why\",\"since\":\"2026-11-22T12:00:00Z\"}");
        assertThat(events.get(1).get("type").asText()).isEqualTo("opportune.device.quarantined");
        assertThat(events.get(1).get("data").has("device_id")).isFalse();
        assertThat(events.get(1).get("subject").asText()).isEqualTo("ada");
    }

    @Test
    void a_reader_goes_on_from_its_cursor() {
        for (int i = 0; i < 5; i++) gateway.events.all.add(settled(i));
        var first = get("/v1/events?limit=3").json();
        assertThat(first.get("events")).hasSize(3);
        var second =
                get("/v1/events?limit=3&after=" + first.get("cursor").asText()).json();
        assertThat(second.get("events")).hasSize(2);
        assertThat(second.at("/events/0/subject").asText()).isEqualTo("send-3");
        assertThat(get("/v1/events?after=" + second.get("cursor").asText())
                        .json()
                        .get("events"))
                .isEmpty();
    }

    @Test
    void a_reader_that_waits_is_told_as_soon_as_something_happens() {
        int before = gateway.events.looks.get();
        var waiting = getLater("/v1/events?wait=30");
        await().until(() -> gateway.events.looks.get() > before + 1);
        assertThat(waiting).isNotDone();
        gateway.events.all.add(settled(1));
        assertThat(waiting.join().json().get("events")).hasSize(1);
    }

    @Test
    void a_reader_that_waits_in_vain_gets_a_cursor_all_the_same() {
        assertThat(get("/v1/events?wait=1").json()).hasToString("{\"events\":[],\"cursor\":\"0\"}");
    }

    @Test
    void more_readers_of_one_caller_than_it_may_have_are_told_to_come_back_and_others_have_room() {
        var waiting = new ArrayList<CompletableFuture<Answer>>();
        int before = gateway.events.looks.get();
        for (int i = 0; i < Limits.EVENT_READERS_OF_CALLER; i++) waiting.add(getLater("/v1/events?wait=30"));
        await().until(() -> readers() == Limits.EVENT_READERS_OF_CALLER && gateway.events.looks.get() > before);
        var refused = get("/v1/events");
        assertThat(refused.problem()).isEqualTo("overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(get("/v1/events", "Authorization", "Bearer reader-key").status())
                .isEqualTo(200);
        gateway.events.all.add(settled(1));
        waiting.forEach(it -> assertThat(it.join().status()).isEqualTo(200));
        assertThat(get("/v1/events").status()).isEqualTo(200);
    }

    @Test
    void a_reader_that_leaves_is_looked_for_no_more() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream()
                    .write("GET /v1/events?wait=30 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> readers() == 1);
        }
        await().until(() -> readers() == 0);
    }

    @Test
    void an_answer_that_is_not_read_keeps_its_place() throws Exception {
        for (int i = 0; i < 1_000; i++) gateway.events.all.add(settled(i));
        var request = "GET /v1/events?limit=1000 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        var unread = new ArrayList<Socket>();
        for (int i = 0; i < Limits.EVENT_READERS_OF_CALLER; i++) {
            var socket = new Socket();
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
            // More answers than the machine's own buffers hold.
            for (int j = 0; j < 100; j++) socket.getOutputStream().write(request);
            unread.add(socket);
        }

        await().until(() -> readers() == Limits.EVENT_READERS_OF_CALLER
                && get("/v1/events").problem().equals("overloaded"));
        for (var socket : unread) socket.close();
        await().until(() -> readers() == 0);
    }

    @Test
    void storage_that_does_not_answer_is_503_also_for_who_waits() {
        int before = gateway.events.looks.get();
        var waiting = getLater("/v1/events?wait=30");
        await().until(() -> gateway.events.looks.get() > before);
        gateway.events.failure = new StorageUnavailableException("away", false);
        assertThat(waiting.join().problem()).isEqualTo("storage-unavailable");
        assertThat(get("/v1/events").problem()).isEqualTo("storage-unavailable");
        gateway.events.failure = null;
        assertThat(get("/v1/events").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            after=nonsense | query: after: no cursor (expected: one)
            limit=0        | query: limit: "0" (expected: 1 to 1000)
            limit=1001     | query: limit: "1001" (expected: 1 to 1000)
            wait=31        | query: wait: "31" (expected: 0 to 30)
            wait=soon      | query: wait: "soon" (expected: 0 to 30)
            from=1         | query: "from" (expected:""")
    void a_bad_question_is_400(String query, String detail) {
        var answer = gateway.send(gateway.request("/v1/events?" + query).build());
        assertThat(answer.problem()).isEqualTo("malformed");
        assertThat(answer.json().get("detail").asText()).startsWith(detail);
    }

    @Test
    void who_reads_events_needs_the_scope() {
        assertThat(get("/v1/events", "Authorization", "Bearer sends-key").status())
                .isEqualTo(403);
        assertThat(get("/v1/events", "Authorization", "Bearer reader-key").status())
                .isEqualTo(200);
    }

    private static double readers() {
        return gateway.meters.get("opportune.event.readers").gauge().value();
    }

    private static Answer get(String path, String... headers) {
        return gateway.call("GET", path, null, headers);
    }

    private static CompletableFuture<Answer> getLater(String path) {
        return gateway.sendAsync(gateway.request(path).build());
    }

    private static Event settled(int number) {
        return new Event.SendSettled(
                "0-" + number,
                InMemoryUsers.NOW.toEpochMilli(),
                "send-" + number,
                new About("ada", "news", null, "r", "7"),
                SendState.ACCEPTED,
                null,
                2,
                Map.of(Outcome.ACCEPTED, 1));
    }

    private static Event lost(DeviceNews.Kind kind, String deviceId) {
        long now = InMemoryUsers.NOW.toEpochMilli();
        return new Event.DeviceLost("0-1", now, kind, "ada", "shop-ios", deviceId, "t", "why", now);
    }
}

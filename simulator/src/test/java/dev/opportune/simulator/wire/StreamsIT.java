package dev.opportune.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.PushQuery;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What APNs does with a connection's streams, frame by frame.
class StreamsIT {

    private Simulator simulator;
    private TestClient tokens;
    private FrameClient client;

    @BeforeEach
    void connect() throws Exception {
        simulator = Simulator.start(SimulatorSettings.defaults());
        tokens = new TestClient(simulator);
        client = new FrameClient(simulator, tokens);
    }

    @AfterEach
    void stop() {
        client.close();
        tokens.close();
        simulator.close();
    }

    @Test
    void one_stream_is_allowed_until_the_first_authenticated_request_and_then_a_thousand() {
        await().until(() -> !client.allowedStreams.isEmpty());
        assertThat(client.allowedStreams).containsExactly(1L);

        answered("ab", "200");

        await().untilAsserted(() -> assertThat(client.allowedStreams).containsExactly(1L, 1000L));
    }

    @Test
    void a_second_stream_before_that_is_refused_and_the_first_is_answered() {
        simulator.behaviour().freeze(Provider.APNS);
        int first = client.push("ab");
        int second = client.push("cd");
        await().until(() -> client.resets.containsKey(second));
        simulator.behaviour().unfreeze(Provider.APNS);

        await().until(() -> client.statuses.containsKey(first));
        assertThat(client.statuses).containsOnlyKeys(first).containsEntry(first, "200");
        assertThat(client.resets).containsExactlyEntriesOf(Map.of(second, Http2Error.REFUSED_STREAM.code()));
        assertThat(client.open()).isTrue();
        assertThat(simulator.pushes()).hasSize(1);
    }

    @Test
    void device_token_errors_halve_the_streams_and_a_success_doubles_them() {
        answered("ab", "200");
        answered("xyz", "400");
        answered("xyz", "400");
        answered("ab", "200");

        await().untilAsserted(() -> assertThat(client.allowedStreams).containsExactly(1L, 1000L, 500L, 250L, 500L));
    }

    @Test
    void fifty_device_token_errors_in_a_row_end_the_connection_with_their_reason() {
        for (int i = 0; i < 50; i++) answered("xyz", "400");

        await().until(() -> !client.open());
        assertThat(client.allowedStreams).endsWith(3L, 1L);
        assertThat(client.goAways)
                .containsExactly(
                        new FrameClient.GoAway(Integer.MAX_VALUE, "{\"reason\":\"BadDeviceToken\"}"),
                        new FrameClient.GoAway(99, "{\"reason\":\"BadDeviceToken\"}"));
    }

    @Test
    void fcm_allows_a_hundred_streams_and_refuses_the_next() throws Exception {
        simulator.behaviour().freeze(Provider.FCM);
        try (var fcm = new FrameClient(simulator, tokens, simulator.fcmPort())) {
            await().untilAsserted(() -> assertThat(fcm.allowedStreams).containsExactly(100L));
            for (int i = 0; i < 100; i++) {
                var _ = fcm.push("ab");
            }
            int over = fcm.push("ab");

            await().until(() -> fcm.resets.containsKey(over));
            assertThat(fcm.resets).containsOnlyKeys(over).containsEntry(over, Http2Error.REFUSED_STREAM.code());
            assertThat(simulator.state(Provider.FCM).openStreams()).isEqualTo(100);
        }
    }

    @Test
    void a_script_holds_open_and_new_connections_to_so_many_streams_until_all_is_normal() throws Exception {
        answered("ab", "200");

        simulator.behaviour().streams(Provider.APNS, 4);
        await().until(() -> client.allowedStreams.getLast() == 4);
        answered("xyz", "400");
        answered("ab", "200");
        try (var second = new FrameClient(simulator, tokens)) {
            int first = second.push("ab");
            await().until(() -> second.statuses.containsKey(first));
            await().untilAsserted(() -> assertThat(second.allowedStreams).containsExactly(1L, 4L));
        }
        assertThat(client.allowedStreams).containsExactly(1L, 1000L, 4L, 2L, 4L);

        simulator.behaviour().normal();
        answered("ab", "200");
        await().until(() -> client.allowedStreams.getLast() > 4);
    }

    @Test
    void what_is_over_the_scripted_number_of_streams_is_refused() {
        answered("ab", "200");
        simulator.behaviour().streams(Provider.APNS, 2);
        await().until(() -> client.allowedStreams.getLast() == 2);
        answered("ab", "200"); // its answer shows that the acknowledgement has been read
        simulator.behaviour().freeze(Provider.APNS);

        int first = client.push("cd");
        int second = client.push("cd");
        int third = client.push("cd");

        await().until(() -> client.resets.containsKey(third));
        assertThat(client.resets).containsOnlyKeys(third).containsEntry(third, Http2Error.REFUSED_STREAM.code());
        simulator.behaviour().unfreeze(Provider.APNS);
        await().until(() -> client.statuses.keySet().containsAll(List.of(first, second)));
    }

    @Test
    void every_stream_in_flight_is_answered_after_goaway() {
        answered("ab", "200");
        simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(500)));
        for (int i = 0; i < 40; i++) {
            var _ = client.push("cd");
        }
        await().until(() -> simulator.pushes(PushQuery.toDevice("cd")).size() == 40);

        simulator.behaviour().goAway(Provider.APNS, "Shutdown");

        await().until(() -> !client.open());
        assertThat(client.statuses)
                .hasSize(41)
                .allSatisfy((stream, status) -> assertThat(status).isEqualTo("200"));
        assertThat(client.goAways).extracting(FrameClient.GoAway::lastStream).containsExactly(Integer.MAX_VALUE, 81);
    }

    @Test
    void streams_above_the_last_one_that_goaway_names_are_neither_handled_nor_answered() {
        answered("ab", "200");
        simulator.behaviour().goAway(Provider.APNS, "Shutdown", 3);

        int lost = client.push("cd");
        var _ = client.push("cd");
        assertThat(client.open()).isTrue();
        var _ = client.push("cd");

        await().until(() -> !client.open());
        assertThat(client.goAways).extracting(FrameClient.GoAway::lastStream).containsExactly(Integer.MAX_VALUE, 1);
        assertThat(client.statuses).doesNotContainKey(lost).hasSize(1);
        assertThat(simulator.pushes(PushQuery.toDevice("cd"))).isEmpty();
    }

    @Test
    void what_waits_in_a_freeze_is_not_handled_before_such_a_goaway() {
        answered("ab", "200");
        simulator.behaviour().freeze(Provider.APNS);
        var _ = client.push("cd");
        var _ = client.push("cd");
        await().until(() -> simulator.state(Provider.APNS).openStreams() == 2);

        simulator.behaviour().goAway(Provider.APNS, "Shutdown", 2);

        await().until(() -> !client.open());
        assertThat(client.goAways).last().isEqualTo(new FrameClient.GoAway(1, "{\"reason\":\"Shutdown\"}"));
        assertThat(simulator.pushes(PushQuery.toDevice("cd"))).isEmpty();
    }

    @Test
    void a_goaway_that_waits_for_requests_is_called_off_by_normal() {
        answered("ab", "200");
        simulator.behaviour().goAway(Provider.APNS, "Shutdown", 2);
        int held = client.push("cd");
        await().until(() -> simulator.state(Provider.APNS).openStreams() == 1);

        simulator.behaviour().normal();

        await().until(() -> client.statuses.containsKey(held));
        assertThat(client.goAways).isEmpty();
    }

    @Test
    void an_idle_connection_is_closed_with_its_reason_and_a_busy_one_is_not() {
        simulator.behaviour().freeze(Provider.APNS);
        int stream = client.push("ab");
        await().until(() -> simulator.state(Provider.APNS).openStreams() == 1);
        simulator.behaviour().idleTimeout(Provider.APNS, Duration.ofMillis(100));
        await().pollDelay(Duration.ofMillis(300)).until(client::open);

        simulator.behaviour().unfreeze(Provider.APNS);

        await().until(() -> !client.open());
        assertThat(client.statuses).containsEntry(stream, "200");
        assertThat(client.goAways).last().isEqualTo(new FrameClient.GoAway(1, "{\"reason\":\"IdleTimeout\"}"));
    }

    private void answered(String deviceToken, String status) {
        int stream = client.push(deviceToken);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> client.statuses.containsKey(stream));
        assertThat(client.statuses).containsEntry(stream, status);
    }
}

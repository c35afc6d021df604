package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.HeardEvents;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Relay;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.record.Provider;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages whose deadline passes while they are on their way.
class FcmDeadlineIT {

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final Relay relay = new Relay(simulator.fcmPort());
    private final TestLane lane = new TestLane();
    private final HeardEvents heard = new HeardEvents();

    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void connect(@TempDir Path folder) {
        var files = simulator.writeCredentials(folder);
        provider = new FcmProvider(new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", relay.port()), files.ca()));
        connector = lane.call(() -> provider.connect(lane.lane(), heard));
        lane.awaitRoom(connector);
        assertThat(deliver("first")).isInstanceOf(Accepted.class);
    }

    @AfterEach
    void close() {
        relay.flow();
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
        relay.close();
        simulator.close();
    }

    @Test
    void what_has_not_left_by_its_deadline_never_arrives() {
        relay.stall();
        var deadline = Instant.now().plusSeconds(2);
        int streams = lane.call(() -> connector.room(Standing.PROVEN));
        List<Future<DeliveryOutcome>> begun = lane.call(() -> {
            var all = new ArrayList<Future<DeliveryOutcome>>();
            for (int i = 0; i < streams; i++) all.add(connector.deliver(message("late", deadline, "x".repeat(3_700))));
            return all;
        });
        for (var each : begun) {
            assertThat(lane.await(() -> each).reason()).isIn("connection_lost", "late");
        }
        assertThat(heard.all()).contains("ended");
        int arrived = simulator.pushes().size();

        relay.flow();
        await().atMost(Duration.ofSeconds(30)).until(() -> deliver("last") instanceof Accepted);
        // More than HTTP/2 lets go out unread: the relay had some of it in time.
        var late = simulator.pushes().stream()
                .filter(push -> push.payload().contains("late"))
                .count();
        assertThat(late).isGreaterThanOrEqualTo(arrived - 1).isLessThan(streams);
    }

    @Test
    void a_lane_that_was_stopped_lets_nothing_go_out_late_when_there_is_room_again() {
        relay.stall();
        var deadline = Instant.now().plusSeconds(2);
        int streams = lane.call(() -> connector.room(Standing.PROVEN));
        List<Future<DeliveryOutcome>> begun = lane.call(() -> {
            var all = new ArrayList<Future<DeliveryOutcome>>();
            for (int i = 0; i < streams; i++) all.add(connector.deliver(message("late", deadline, "x".repeat(3_700))));
            return all;
        });
        lane.stopUntil(deadline.plusMillis(500), relay::flow);
        for (var each : begun) assertThat(lane.await(() -> each)).isNotNull();
        await().atMost(Duration.ofSeconds(30)).until(() -> deliver("last") instanceof Accepted);
        assertThat(simulator.pushes().stream().filter(push -> push.payload().contains("late")))
                .allMatch(push -> push.at().isBefore(deadline));
    }

    @Test
    void what_has_left_in_time_may_be_answered_after_its_deadline() {
        simulator.behaviour().freeze(Provider.FCM);
        var deadline = Instant.now().plusSeconds(1);
        var begun = lane.call(() -> connector.deliver(message("s", deadline, "x")));
        await().until(() -> Instant.now().isAfter(deadline.plusMillis(300)));
        assertThat(heard.all()).doesNotContain("ended");
        simulator.behaviour().unfreeze(Provider.FCM);
        assertThat(lane.await(() -> begun)).isInstanceOf(Accepted.class);
    }

    @Test
    void what_is_anothers_by_the_time_that_it_would_be_written_is_not_written() {
        var message = message("s", Instant.now().plusSeconds(60), "x");
        assertThat(lane.await(() -> connector.deliver(message, () -> false)).reason())
                .isEqualTo("lease_over");
        assertThat(deliver("last")).isInstanceOf(Accepted.class);
        assertThat(simulator.pushes()).hasSize(2);
    }

    private DeliveryOutcome deliver(String sendId) {
        return lane.await(() -> connector.deliver(message(sendId, Instant.now().plusSeconds(60), "x")));
    }

    private static PushMessage message(String sendId, Instant deadline, String title) {
        return new PushMessage(
                sendId, "and-1", Messages.titled(title), null, null, deadline, Urgency.HIGH, Standing.PROVEN);
    }
}

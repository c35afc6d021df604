package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Offer;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Relay;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.PushQuery;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many messages, and an APNs that stops answering, goes away and comes back.
class ApnsOutageIT {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(4);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final Relay relay = new Relay(simulator.apnsPort());
    private final TestLane lane = new TestLane();
    private final Instant deadline = Instant.now().plusSeconds(600);

    @TempDir
    private Path folder;

    private Connector connector;

    @BeforeEach
    void connect() {
        connect(ANSWER_TIMEOUT);
    }

    private void connect(Duration answerTimeout) {
        var endpoint = new Endpoint("localhost", relay.port());
        var provider = new ApnsProvider(ApnsFixture.settings(simulator, folder, endpoint, answerTimeout));
        connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
    }

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.close();
        relay.close();
        simulator.close();
    }

    @Test
    void two_thousand_messages_never_take_more_streams_than_there_is_room_for() {
        lane.await(connector::close);
        connect(Duration.ofMinutes(1)); // patient, since a shared machine may pause
        simulator.behaviour().latency(Provider.APNS, Latency.logNormal(Duration.ofMillis(5), Duration.ofMillis(50)));
        var offer = new Offer(connector, 2_000, deadline);
        List<DeliveryOutcome> outcomes = lane.await(offer::start);

        assertThat(outcomes).hasSize(2_000).allMatch(Accepted.class::isInstance);
        int most = ApnsFixture.MAX_IN_FLIGHT * ApnsSettings.DEFAULT_MAX_CONNECTIONS;
        assertThat(offer.mostInFlight()).isBetween(2, most);
        assertThat(simulator.pushes(PushQuery.all())).hasSize(2_000);
        assertThat(lane.call(() -> connector.room(Standing.PROVEN)))
                .isEqualTo(lane.call(connector::limit))
                .isBetween(ApnsSettings.FIRST_IN_FLIGHT, most);
    }

    @Test
    void without_room_a_message_is_not_sent() {
        List<DeliveryOutcome> outcomes =
                lane.await(() -> Future.all(connector.deliver(message(1)), connector.deliver(message(2)))
                        .map(both -> both.<DeliveryOutcome>list()));
        assertThat(outcomes.getFirst()).isInstanceOf(Accepted.class);
        assertThat(outcomes.getLast()).isEqualTo(new NotSent("no_room", Duration.ZERO, Extent.DEVICE));
        assertThat(simulator.pushes()).hasSize(1);
    }

    @Test
    void a_frozen_provider_leaves_messages_unconfirmed_and_its_connection_is_replaced() {
        warmUp();
        simulator.behaviour().freeze(Provider.APNS);
        assertThat(deliver(message(2)))
                .isInstanceOf(Unconfirmed.class)
                .extracting(DeliveryOutcome::reason)
                .isEqualTo("timeout");
        simulator.behaviour().unfreeze(Provider.APNS);
        lane.awaitRoom(connector);
        assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isEqualTo(1);
        assertThat(deliver(message(3))).isInstanceOf(Accepted.class);
    }

    @Test
    void a_provider_that_is_gone_leaves_messages_not_sent_until_it_is_back() {
        warmUp();
        relay.takeAway();
        Awaitility.await().until(() -> lane.call(() -> connector.room(Standing.PROVEN)) == 0);
        assertThat(deliver(message(2)))
                .isInstanceOf(NotSent.class)
                .extracting(DeliveryOutcome::reason)
                .isEqualTo("not_connected");
        relay.bringBack();
        lane.awaitRoom(connector);
        assertThat(deliver(message(3))).isInstanceOf(Accepted.class);
        assertThat(simulator.pushes()).hasSize(2);
    }

    @Test
    void a_connection_that_is_reset_after_handling_leaves_its_message_unconfirmed() {
        warmUp();
        simulator.behaviour().fail(Provider.APNS, Fault.RESET_AFTER_HANDLING, 1);
        assertThat(deliver(message(2)))
                .isInstanceOf(Unconfirmed.class)
                .extracting(DeliveryOutcome::reason)
                .isEqualTo("connection_lost");
        lane.awaitRoom(connector);
        assertThat(deliver(message(3))).isInstanceOf(Accepted.class);
    }

    @Test
    void what_is_in_flight_when_a_connection_is_told_to_go_is_answered_on_it() {
        warmUp();
        simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(200)));
        List<Future<DeliveryOutcome>> futures = lane.call(() -> {
            List<Future<DeliveryOutcome>> started = new ArrayList<>();
            for (int i = 0; i < 20; i++) started.add(connector.deliver(message(100 + i)));
            return started;
        });
        Awaitility.await().until(() -> simulator.pushes().size() == 21);
        simulator.behaviour().goAway(Provider.APNS, "Shutdown");
        List<DeliveryOutcome> outcomes = lane.await(() -> Future.all(futures).map(all -> all.<DeliveryOutcome>list()));
        assertThat(outcomes).hasSize(20).allMatch(Accepted.class::isInstance);

        simulator.behaviour().normal();
        Awaitility.await().until(() -> deliver(message(3)) instanceof Accepted);
        assertThat(simulator.pushes(PushQuery.ofSend("s-3")))
                .first()
                .satisfies(push -> assertThat(push.connection())
                        .isNotEqualTo(simulator.pushes().getFirst().connection()));
        Awaitility.await().until(() -> simulator.state(Provider.APNS).connections() == 1);
    }

    @Test
    void closing_waits_for_what_is_in_flight() {
        warmUp();
        simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(300)));
        Future<DeliveryOutcome> last = lane.call(() -> connector.deliver(message(2)));
        lane.await(connector::close);
        assertThat(last.result()).isInstanceOf(Accepted.class);
        assertThat(deliver(message(3))).isEqualTo(new NotSent("closed", Duration.ZERO, Extent.DEVICE));
    }

    @Test
    void a_server_that_the_ca_file_does_not_vouch_for_gets_nothing(@TempDir Path otherFolder) {
        try (Simulator other = Simulator.start(SimulatorSettings.defaults())) {
            var endpoint = new Endpoint("localhost", simulator.apnsPort());
            var provider = new ApnsProvider(ApnsFixture.settings(other, otherFolder, endpoint));
            Connector suspicious = lane.call(() -> provider.connect(lane.lane()));
            long before = simulator.state(Provider.APNS).refusedConnections();
            assertThat(before).isZero();
            assertThat(lane.await(() -> suspicious.deliver(message(1))))
                    .extracting(DeliveryOutcome::reason)
                    .isEqualTo("not_connected");
            assertThat(lane.call(() -> suspicious.room(Standing.PROVEN))).isZero();
            lane.await(suspicious::close);
        }
        assertThat(simulator.pushes()).isEmpty();
    }

    private void warmUp() {
        assertThat(deliver(message(1))).isInstanceOf(Accepted.class);
    }

    private PushMessage message(int number) {
        return Messages.plain("s-" + number, Messages.DEVICE_TOKEN, deadline);
    }

    private DeliveryOutcome deliver(PushMessage message) {
        return lane.await(() -> connector.deliver(message));
    }
}

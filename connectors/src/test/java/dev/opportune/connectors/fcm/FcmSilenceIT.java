package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.HeardEvents;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Relay;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Patience;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A push after a long silence, over two connections that live and two that a firewall has forgotten.
class FcmSilenceIT {

    private static final Duration SILENCE = Duration.ofMillis(200);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final Relay relay = new Relay(simulator.fcmPort());
    private final TestLane lane = new TestLane();
    private final HeardEvents heard = new HeardEvents();
    private final Instant deadline = Instant.now().plusSeconds(600);

    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void connect(@TempDir Path folder) {
        var files = simulator.writeCredentials(folder);
        var settings = new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", relay.port()), files.ca());
        var bounds = settings.bounds();
        var patience = new Patience(bounds.connectTimeout(), bounds.answerTimeout(), SILENCE, Duration.ofSeconds(5));
        provider = new FcmProvider(settings, patience, System::nanoTime);
        connector = lane.call(() -> provider.connect(lane.lane(), heard));
        await().until(() -> lane.call(connector::limit) == 2 * bounds.streams());
        assertThat(deliver("s-1")).isInstanceOf(Accepted.class);
        long begun = System.nanoTime();
        await().until(() -> System.nanoTime() - begun > SILENCE.toNanos());
    }

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
        relay.close();
        simulator.close();
    }

    @Test
    void a_silent_connection_that_answers_a_ping_carries_the_push() {
        assertThat(deliver("s-2")).isInstanceOf(Accepted.class);
        assertThat(heard.all()).containsExactly("opened", "opened");
    }

    @Test
    void forgotten_connections_cost_no_more_than_one_ping() {
        relay.stall();
        assertThat(deliver("s-2")).isEqualTo(new NotSent("not_connected", Duration.ZERO, Extent.DEVICE));
        lane.awaitRoom(connector);
        assertThat(deliver("s-2")).isInstanceOf(Accepted.class);
        assertThat(simulator.pushes()).hasSize(2);
        assertThat(heard.all()).startsWith("opened", "opened", "ended", "ended");
    }

    private DeliveryOutcome deliver(String sendId) {
        return lane.await(() -> connector.deliver(Messages.plain(sendId, Messages.DEVICE_TOKEN, deadline)));
    }
}

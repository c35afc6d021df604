package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.Relay;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Patience;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A push after a long silence, over a connection that lives and one that a firewall has forgotten.
class ApnsSilenceIT {

    private static final Duration SILENCE = Duration.ofMillis(200);

    private ApnsRig rig;
    private Relay relay;

    @BeforeEach
    void connect(@TempDir Path folder) {
        rig = new ApnsRig(folder);
        relay = new Relay(rig.simulator.apnsPort());
        var settings = rig.settings(new Endpoint("localhost", relay.port()), 2);
        var patience =
                new Patience(settings.connectTimeout(), settings.answerTimeout(), SILENCE, Duration.ofSeconds(5));
        rig.connect(new ApnsProvider(settings, ApnsRig.QUICK, patience), true);
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        long begun = System.nanoTime();
        ApnsRig.until(() -> System.nanoTime() - begun > SILENCE.toNanos());
    }

    @AfterEach
    void close() {
        rig.close();
        relay.close();
    }

    @Test
    void a_silent_connection_that_answers_a_ping_carries_the_push() {
        assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
        assertThat(rig.heard.all()).containsExactly("opened");
    }

    @Test
    void a_forgotten_connection_costs_no_more_than_a_ping() {
        relay.stall();
        DeliveryOutcome first = rig.deliver(rig.message(2));
        assertThat(first).isEqualTo(new NotSent("not_connected", Duration.ZERO, Extent.DEVICE));
        rig.lane.awaitRoom(rig.connector());
        assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
        assertThat(rig.simulator.pushes()).hasSize(2);
        assertThat(rig.heard.all()).containsExactly("opened", "ended", "opened");
    }
}

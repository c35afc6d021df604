package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.Offer;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Growth;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many connections a lane has, and what becomes of messages when these change.
class ApnsConnectionsIT {

    private ApnsRig rig;

    @BeforeEach
    void start(@TempDir Path folder) {
        rig = new ApnsRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void another_connection_is_opened_before_the_first_is_full() {
        rig.connect(ApnsRig.QUICK, 4);
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        rig.simulator.behaviour().freeze(Provider.APNS);
        int most = rig.limit();
        var begun = rig.begin(most - most / 8, rig::message);
        assertThat(rig.room(Standing.PROVEN)).isPositive();
        ApnsRig.until(() -> rig.heard("opened") == 2);
        // It has yet to be tried: no third one for the same load.
        ApnsRig.until(() -> rig.room(Standing.PROVEN) == most / 8 + 1);

        rig.simulator.behaviour().unfreeze(Provider.APNS);
        assertThat(rig.outcomes(begun)).allMatch(Accepted.class::isInstance);
        assertThat(rig.heard("opened")).isEqualTo(2);
    }

    @Test
    void there_are_never_more_connections_than_the_settings_allow() {
        rig.connect(ApnsRig.QUICK, 2);
        rig.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(50)));
        List<DeliveryOutcome> outcomes = rig.lane.await(() -> new Offer(rig.connector(), 4_000, rig.deadline).start());
        assertThat(outcomes).hasSize(4_000).allMatch(Accepted.class::isInstance);
        assertThat(rig.heard("opened")).isEqualTo(2);
    }

    @Test
    void a_surplus_connection_that_is_idle_for_long_is_closed_and_the_last_one_stays() {
        var growth = new Growth(Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofMillis(400));
        rig.connect(growth, 3);
        rig.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(50)));
        assertThat(rig.lane.await(() -> new Offer(rig.connector(), 4_000, rig.deadline).start()))
                .allMatch(Accepted.class::isInstance);
        long opened = rig.heard("opened");
        assertThat(opened).isBetween(2L, 3L);
        ApnsRig.until(() -> rig.heard("ended") == opened - 1
                && rig.simulator.state(Provider.APNS).connections() == 1);
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        assertThat(rig.heard("opened")).isEqualTo(opened);
    }

    @Test
    void permits_follow_the_servers_settings_down_and_up() {
        rig.connect(ApnsRig.QUICK, 1);
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        int most = rig.limit();
        rig.simulator.behaviour().streams(Provider.APNS, 3);
        ApnsRig.until(() -> rig.limit() == 3);
        rig.simulator.behaviour().streams(Provider.APNS, 1_000);
        ApnsRig.until(() -> rig.limit() >= most);
    }

    @Test
    void what_a_goaway_says_was_not_handled_is_certainly_not_sent() {
        rig.connect(ApnsRig.QUICK, 1);
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        rig.simulator.behaviour().goAway(Provider.APNS, "Shutdown", 5);
        List<DeliveryOutcome> outcomes = rig.outcomes(rig.begin(20, i -> rig.message(100 + i)));

        Set<String> arrived = rig.simulator.pushes().stream()
                .map(ApnsConnectionsIT::collapseId)
                .collect(Collectors.toSet());
        for (int i = 0; i < outcomes.size(); i++) {
            boolean handled = arrived.contains("s-" + (100 + i));
            assertThat(outcomes.get(i) instanceof Accepted).isEqualTo(handled);
        }
        assertThat(outcomes)
                .filteredOn(NotSent.class::isInstance)
                .hasSizeGreaterThanOrEqualTo(5)
                .containsOnly(new NotSent("refused_stream", Duration.ZERO, Extent.DEVICE));
        ApnsRig.until(() -> rig.deliver(rig.message(3)) instanceof Accepted);
    }

    @Test
    void a_connection_that_the_server_closes_when_idle_is_replaced() {
        rig.connect(ApnsRig.QUICK, 1);
        rig.simulator.behaviour().idleTimeout(Provider.APNS, Duration.ofMillis(50));
        ApnsRig.until(() -> rig.heard("ended") >= 1);
        rig.simulator.behaviour().normal();
        ApnsRig.until(() -> rig.deliver(rig.message(1)) instanceof Accepted);
    }

    private static String collapseId(Push push) {
        return push.headers().get("apns-collapse-id");
    }
}

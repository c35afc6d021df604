package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Relay;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.record.Provider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages whose deadline passes while they are on their way.
class ApnsDeadlineIT {

    private static final int MESSAGES = ApnsSettings.FIRST_IN_FLIGHT;

    private ApnsRig rig;
    private Relay relay;

    @BeforeEach
    void start(@TempDir Path folder) {
        rig = new ApnsRig(folder);
        relay = new Relay(rig.simulator.apnsPort());
        var settings = rig.settings(new Endpoint("localhost", relay.port()), 1);
        rig.connect(new ApnsProvider(settings, ApnsRig.QUICK, ApnsProvider.usual(settings)), true);
        assertThat(rig.deliver(rig.message(1_000))).isInstanceOf(Accepted.class);
    }

    @AfterEach
    void stop() {
        relay.flow();
        rig.close();
        relay.close();
    }

    @Test
    void what_has_not_left_by_its_deadline_never_arrives() {
        relay.stall();
        Instant deadline = Instant.now().plusSeconds(2);
        List<DeliveryOutcome> outcomes = rig.outcomes(rig.begin(MESSAGES, i -> large(i, deadline)));

        // More than HTTP/2 lets go out unread: the first ones may be with APNs, of the last ones nothing is.
        assertThat(outcomes.getFirst()).isInstanceOf(Unconfirmed.class);
        assertThat(outcomes.getLast().reason()).isEqualTo("late");
        assertThat(outcomes).extracting(DeliveryOutcome::reason).containsOnly("connection_lost", "late");
        assertThat(rig.heard("ended")).isEqualTo(1);

        relay.flow();
        ApnsRig.until(() -> rig.deliver(rig.message(2_000)) instanceof Accepted);
        Set<String> arrived = rig.simulator.pushes().stream()
                .map(push -> push.headers().get("apns-collapse-id"))
                .collect(Collectors.toSet());
        for (int i = 0; i < MESSAGES; i++) {
            if (outcomes.get(i).reason().equals("late")) {
                assertThat(arrived).doesNotContain("s-" + i);
            }
        }
    }

    @Test
    void a_lane_that_was_stopped_lets_nothing_go_out_late_when_there_is_room_again() {
        relay.stall();
        Instant deadline = Instant.now().plusSeconds(2);
        var begun = rig.begin(MESSAGES, i -> large(i, deadline));
        rig.lane.stopUntil(deadline.plusMillis(500), relay::flow);

        assertThat(rig.outcomes(begun)).extracting(DeliveryOutcome::reason).contains("late");
        ApnsRig.until(() -> rig.deliver(rig.message(2_000)) instanceof Accepted);
        assertThat(rig.simulator.pushes().stream()
                        .filter(push -> !push.payload().contains("Raincoats")))
                .allMatch(push -> push.at().isBefore(deadline));
    }

    @Test
    void what_is_anothers_by_the_time_that_it_would_be_written_is_not_written() {
        assertThat(rig.outcome(small(1, Instant.now().plusSeconds(60)), () -> false)
                        .reason())
                .isEqualTo("lease_over");
        assertThat(rig.deliver(rig.message(2_000))).isInstanceOf(Accepted.class);
        assertThat(rig.simulator.pushes()).hasSize(2);
    }

    @Test
    void what_has_left_in_time_may_be_answered_after_its_deadline() {
        rig.simulator.behaviour().freeze(Provider.APNS);
        Instant deadline = Instant.now().plusSeconds(1);
        var begun = rig.begin(10, i -> small(i, deadline));
        ApnsRig.until(() -> Instant.now().isAfter(deadline.plusMillis(300)));
        assertThat(rig.heard("ended")).isZero();
        rig.simulator.behaviour().unfreeze(Provider.APNS);
        assertThat(rig.outcomes(begun)).allMatch(Accepted.class::isInstance);
    }

    private static PushMessage large(int number, Instant deadline) {
        return message(number, deadline, "x".repeat(3_800));
    }

    private static PushMessage small(int number, Instant deadline) {
        return message(number, deadline, "x");
    }

    private static PushMessage message(int number, Instant deadline, String title) {
        return new PushMessage(
                "s-" + number,
                Messages.DEVICE_TOKEN,
                Messages.titled(title),
                null,
                null,
                deadline,
                Urgency.HIGH,
                Standing.PROVEN);
    }
}

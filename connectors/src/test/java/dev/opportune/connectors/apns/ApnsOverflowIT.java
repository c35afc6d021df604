package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An APNs that holds each connection to one stream, and a caller that does not ask for room.
class ApnsOverflowIT {

    private static final int MESSAGES = 100_000;
    private static final int AT_ONCE = 1_000;
    private static final NotSent NO_ROOM = new NotSent("no_room", Duration.ZERO, Extent.DEVICE);

    private ApnsRig rig;

    @BeforeEach
    void start(@TempDir Path folder) {
        rig = new ApnsRig(folder);
        rig.simulator.behaviour().streams(Provider.APNS, 1);
        rig.connect(ApnsRig.QUICK, 1);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_hundred_thousand_messages_leave_nothing_behind_but_the_one_in_flight() {
        rig.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(2)));
        var connector = (ApnsConnector) rig.connector();
        int refused = 0;
        int accepted = 0;
        Future<DeliveryOutcome> inFlight = null;
        for (int offered = 0; offered < MESSAGES; offered += AT_ONCE) {
            for (Future<DeliveryOutcome> each : rig.begin(AT_ONCE, rig::message)) {
                if (each.isComplete() && NO_ROOM.equals(each.result())) {
                    refused++;
                } else {
                    // Its stream was free, so the one before it is done.
                    assertThat(inFlight == null || inFlight.isComplete()).isTrue();
                    inFlight = each;
                    accepted++;
                }
            }
            assertThat(rig.lane.call(connector::unsettled)).isLessThanOrEqualTo(1);
            assertThat(rig.lane.call(connector::queued)).isZero();
        }
        assertThat(inFlight).isNotNull();
        Future<DeliveryOutcome> last = inFlight;
        assertThat(rig.lane.await(() -> last)).isInstanceOf(Accepted.class);
        assertThat(refused + accepted).isEqualTo(MESSAGES);
        assertThat(accepted).isGreaterThan(1).isLessThan(MESSAGES / 10);
        ApnsRig.until(() -> rig.lane.call(connector::unsettled) == 0);
        assertThat(rig.simulator.pushes()).hasSize(accepted);
    }

    @Test
    void one_stream_after_another_is_used_without_a_message_waiting_inside() {
        var connector = (ApnsConnector) rig.connector();
        for (int i = 0; i < 200; i++) {
            rig.lane.awaitRoom(connector);
            int number = i;
            assertThat(rig.lane.await(() -> {
                        Future<DeliveryOutcome> outcome = connector.deliver(rig.message(number));
                        assertThat(connector.queued()).isZero();
                        return outcome;
                    }))
                    .isInstanceOf(Accepted.class);
        }
    }
}

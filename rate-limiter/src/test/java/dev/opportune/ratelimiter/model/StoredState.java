package dev.opportune.ratelimiter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.send.Delivery;
import dev.opportune.ratelimiter.send.Lease;
import dev.opportune.ratelimiter.send.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Redis has of a [History], held to what the model has.
record StoredState(HistoryScene scene) {

    void check(ModelSend send) throws Exception {
        var lane = scene.lanes.getFirst();
        var known = scene.redis.onLane(() -> lane.find(send.id)).orElseThrow();
        switch (known) {
            case Lookup.Known.Alive(var alive) -> {
                assertThat(alive.state().word()).isEqualTo(word(send));
                checkDeadline(alive.deadlineMillis(), send);
                assertThat(alive.fence()).isEqualTo(send.fence);
                assertThat(devices(alive.deliveries())).isEqualTo(send.deliveries);
            }
            case Lookup.Known.Ended(var receipt) -> {
                assertThat(receipt.about().user()).isEqualTo(send.user);
                assertThat(receipt.state().word()).isEqualTo(send.endState);
                assertThat(receipt.reason() == null ? "" : receipt.reason()).isEqualTo(send.endReason);
                checkDeadline(receipt.deadlineMillis(), send);
                assertThat(receipt.deliveries())
                        .extracting(d -> word(d.outcome()))
                        .isEqualTo(send.deliveries.stream()
                                .map(ModelSend.Device::outcome)
                                .toList());
            }
        }
    }

    private static String word(ModelSend send) {
        return switch (send.state) {
            case WAITING -> "waiting";
            case READY -> "ready";
            case DISPATCHING -> "dispatching";
            case ENDED -> send.endState;
        };
    }

    /// A zone's row goes back 31 days, and a moment lasts 28 at most. One by the user's clock that has been over for
    /// more than the rest may have begun before the row does: over all the same, but by which offset is not known.
    private void checkDeadline(long deadlineMillis, ModelSend send) {
        var surelyKnown = scene.clock.now().minus(Duration.ofDays(31 - 28));
        if (send.moment instanceof Moment.Local && send.deadline.isBefore(surelyKnown)) return;
        assertThat(Instant.ofEpochMilli(deadlineMillis)).isEqualTo(send.deadline);
    }

    void checkLease(ModelSend send, Lease lease, Instant hold) {
        assertThat(lease.fence()).isEqualTo(send.fence);
        assertThat(devices(lease.deliveries())).isEqualTo(send.deliveries);
        assertThat(lease.holdUntilMillis()).isEqualTo(hold.equals(Instant.MAX) ? Long.MAX_VALUE : hold.toEpochMilli());
        scene.clock.remember(send.lookAt);
        if (!hold.equals(Instant.MAX)) scene.clock.remember(hold);
    }

    /// All that an export tells of the user.
    void check(String user) throws Exception {
        var told = scene.redis.onLane(() -> scene.store.export(user));
        var history = scene.redis.onLane(() -> scene.store.history(user));
        var known = scene.model.users.get(user);
        var parked = scene.sendsOf(user).stream().filter(ModelSend::isParked).toList();
        if (known == null && !scene.model.counts.has(user) && parked.isEmpty()) {
            assertThat(told).as("export of " + user).isEmpty();
            assertThat(history).as("history of " + user).isEmpty();
            return;
        }
        var export = told.orElseThrow();
        var expected = known == null ? new ModelUser() : known;
        assertThat(export.user()).as("user " + user).isEqualTo(expected.stored(scene.model.settings));
        assertThat(export.deviceZone()).as("zone of a device of " + user).isEqualTo(expected.deviceZone);
        assertThat(export.history()).as("history in the export of " + user).isEqualTo(expected.preferences.history());
        assertThat(history).as("history of " + user).isEqualTo(expected.preferences.history());
        assertThat(export.counts()).as("counts of " + user).isEqualTo(scene.model.counts.of(user));
        assertThat(export.waitingCount()).as("sends parked for " + user).isEqualTo(parked.size());
        assertThat(export.waiting())
                .as("what waits for " + user)
                .extracting(send -> List.of(
                        send.sendId(), send.about().category(), send.state().word()))
                .containsExactlyInAnyOrderElementsOf(parked.stream()
                        .map(send -> List.of(send.id, send.category, word(send)))
                        .toList());
    }

    private static String word(@Nullable Outcome outcome) {
        return outcome == null ? "" : outcome.word();
    }

    static List<ModelSend.Device> devices(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(d -> new ModelSend.Device(
                        d.deviceId() == null ? "" : d.deviceId(),
                        d.app(),
                        d.deviceToken(),
                        word(d.outcome()),
                        d.reason() == null ? "" : d.reason(),
                        d.proven()))
                .toList();
    }

    static List<Delivery> deliveries(List<ModelSend.Device> devices, long atMillis) {
        return devices.stream()
                .map(d -> new Delivery(
                        d.id(),
                        d.app(),
                        d.deviceToken(),
                        Outcome.of(d.outcome()).orElse(null),
                        d.reason(),
                        "",
                        1,
                        atMillis,
                        0,
                        d.proven()))
                .toList();
    }
}

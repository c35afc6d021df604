package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What Redis has of a [History], held to what the model has.
record StoredState(RedisFixture redis, DecisionModel model, HistoryClock clock, SendStore lane, int partition) {

    void check(ModelSend send) throws Exception {
        var known = redis.onLane(() -> lane.find(send.id)).orElseThrow();
        switch (known) {
            case Lookup.Known.Alive(var alive) -> {
                assertThat(alive.state())
                        .isEqualTo(
                                switch (send.state) {
                                    case WAITING -> "waiting";
                                    case READY -> "ready";
                                    case DISPATCHING -> "dispatching";
                                    case ENDED -> send.endState;
                                });
                checkDeadline(alive.deadlineMillis(), send);
                assertThat(alive.fence()).isEqualTo(send.fence);
                assertThat(devices(alive.deliveries())).isEqualTo(send.deliveries);
            }
            case Lookup.Known.Ended(var receipt) -> {
                assertThat(receipt.state()).isEqualTo(send.endState);
                assertThat(receipt.reason() == null ? "" : receipt.reason()).isEqualTo(send.endReason);
                checkDeadline(receipt.deadlineMillis(), send);
                assertThat(receipt.deliveries())
                        .extracting(d -> d.outcome() == null ? "" : d.outcome())
                        .isEqualTo(send.deliveries.stream()
                                .map(ModelSend.Device::outcome)
                                .toList());
            }
        }
    }

    /// A zone's row goes back further than the longest ttl, and what was over before that is over all the same.
    private void checkDeadline(long deadlineMillis, ModelSend send) {
        if (send.deadline.isBefore(clock.now().minus(Duration.ofDays(28)))) return;
        assertThat(Instant.ofEpochMilli(deadlineMillis)).isEqualTo(send.deadline);
    }

    void checkCounts(String user) throws Exception {
        var packed =
                redis.onLane(() -> redis.lane.call(c -> c.get(redis.lane.keys().user(partition, user))));
        var kept = packed == null ? Map.<String, List<Long>>of() : StoredCounts.read(packed);
        model.counted
                .getOrDefault(user, Map.of())
                .forEach((cap, counts) -> assertThat(kept.getOrDefault(cap, List.of()))
                        .as("counts of " + cap)
                        .isEqualTo(counts.seconds));
    }

    static List<ModelSend.Device> devices(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(d -> new ModelSend.Device(
                        d.deviceId() == null ? "" : d.deviceId(),
                        d.app(),
                        d.deviceToken(),
                        d.outcome() == null ? "" : d.outcome(),
                        d.reason() == null ? "" : d.reason(),
                        d.proven()))
                .toList();
    }

    static List<Delivery> deliveries(List<ModelSend.Device> devices, long atMillis) {
        return devices.stream()
                .map(d -> new Delivery(
                        d.id(), d.app(), d.deviceToken(), d.outcome(), d.reason(), "", 1, atMillis, 0, d.proven()))
                .toList();
    }
}

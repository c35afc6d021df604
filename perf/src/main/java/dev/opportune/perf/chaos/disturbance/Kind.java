package dev.opportune.perf.chaos.disturbance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of disturbances.
public enum Kind {
    GATEWAY_KILLED,
    GATEWAY_PAUSED,
    GATEWAY_STOPPED,
    REDIS_KILLED,
    REPLICA_FROZEN,
    REPLICA_BEHIND,
    SLOTS_MOVED,
    REPLY_CUT,
    LINK_RESET,
    LINK_SLOW,
    LINK_FROZEN,
    PROVIDER_FROZEN,
    PROVIDER_GOES_AWAY,
    PROVIDER_FAILS,
    CLOCK_STEPS;

    Disturbance draw(Draw draw) {
        return switch (this) {
            case GATEWAY_KILLED -> GatewayKilled.draw(draw);
            case GATEWAY_PAUSED -> GatewayPaused.draw(draw);
            case GATEWAY_STOPPED -> GatewayStopped.draw(draw);
            case REDIS_KILLED -> RedisKilled.draw(draw);
            case REPLICA_FROZEN -> ReplicaFrozen.draw(draw);
            case REPLICA_BEHIND -> ReplicaBehind.draw(draw);
            case SLOTS_MOVED -> SlotsMoved.draw(draw);
            case REPLY_CUT -> ReplyCut.draw(draw);
            case LINK_RESET -> LinkReset.draw(draw);
            case LINK_SLOW -> LinkSlow.draw(draw);
            case LINK_FROZEN -> LinkFrozen.draw(draw);
            case PROVIDER_FROZEN -> ProviderFrozen.draw(draw);
            case PROVIDER_GOES_AWAY -> ProviderGoesAway.draw(draw);
            case PROVIDER_FAILS -> ProviderFails.draw(draw);
            case CLOCK_STEPS -> ClockSteps.draw(draw);
        };
    }

    /// Whether there is no such thing with one Redis.
    public boolean needsCluster() {
        return this == REPLICA_FROZEN || this == REPLICA_BEHIND || this == SLOTS_MOVED;
    }

    /// As `--only` says it.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }
}

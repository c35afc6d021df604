package dev.opportune.perf.chaos.disturbance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The kinds of disturbances.
public enum Kind {
    GATEWAY_KILLED(GatewayKilled::draw),
    GATEWAY_PAUSED(GatewayPaused::draw),
    GATEWAY_STOPPED(GatewayStopped::draw),
    REDIS_KILLED(RedisKilled::draw),
    REPLY_CUT(ReplyCut::draw),
    LINK_RESET(LinkReset::draw),
    LINK_SLOW(LinkSlow::draw),
    LINK_FROZEN(LinkFrozen::draw),
    PROVIDER_FROZEN(ProviderFrozen::draw),
    PROVIDER_GOES_AWAY(ProviderGoesAway::draw),
    PROVIDER_FAILS(ProviderFails::draw),
    CLOCK_STEPS(ClockSteps::draw);

    private final Function<Draw, Disturbance> drawn;

    Kind(Function<Draw, Disturbance> drawn) {
        this.drawn = drawn;
    }

    Disturbance draw(Draw draw) {
        return drawn.apply(draw);
    }

    /// As `--only` says it.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }
}

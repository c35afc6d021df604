package dev.opportune.ratelimiter.redis;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all lanes of a gateway have found of one server, so that each trouble is told of once an
/// outage. Safe on any thread.
final class NodeHealth {

    /// A server that is well is looked at this often,
    static final Duration EVERY = Duration.ofSeconds(2);

    /// and this often while it is not.
    static final Duration SOONEST = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    private final NodeAddress address;
    private final Set<Trouble> told = EnumSet.noneOf(Trouble.class);
    private final Set<Trouble> toldAway = EnumSet.noneOf(Trouble.class);
    private volatile @Nullable Fault fault;
    private volatile boolean hasHadKeys;
    private boolean toldOfFunctions;
    private long lookedAtNanos = System.nanoTime();

    /// Connections that are wanted and are not there.
    private int away;

    NodeHealth(NodeAddress address) {
        this.address = address;
    }

    /// What is wrong with the server itself; null: nothing that is known.
    @Nullable
    Fault fault() {
        return fault;
    }

    /// What keeps a command from being sent; null: nothing.
    ///
    /// @param promise whether somebody is promised something by it
    @Nullable
    Fault keepsOut(boolean promise) {
        var now = fault;
        if (now == null) return null;
        return switch (now.trouble().keepsOut()) {
            case NOTHING -> null;
            case PROMISES -> promise ? now : null;
            case ALL -> now;
        };
    }

    /// The server said it, or was found to be unfit.
    void found(Fault now) {
        if (now.trouble().isOfOneSlot()) return;
        boolean isNew;
        synchronized (this) {
            fault = now;
            isNew = told.add(now.trouble());
        }
        if (isNew) LOG.warn("Redis at {} {}", address, now.sentence());
    }

    /// It was tried, and took what it was given.
    void isWell() {
        if (fault == null) return;
        synchronized (this) {
            if (fault == null) return;
            fault = null;
            told.clear();
        }
        LOG.info("Redis at {} is well again", address);
    }

    /// A connection is away.
    ///
    /// @param wasThere whether this begins now
    void isAway(Fault why, boolean wasThere) {
        boolean isNew;
        synchronized (this) {
            if (wasThere) away++;
            isNew = toldAway.add(why.trouble());
        }
        if (isNew) LOG.warn("Redis at {} {}; trying again until it is there", address, why.sentence());
    }

    /// A connection that was away is there, or not wanted any more.
    void isBack(boolean there) {
        synchronized (this) {
            if (--away > 0) return;
            toldAway.clear();
        }
        if (there) LOG.info("Redis at {} is reachable again", address);
    }

    /// Scripts do not run as functions: told once.
    void runsNoFunctions(String why) {
        synchronized (this) {
            if (toldOfFunctions) return;
            toldOfFunctions = true;
        }
        LOG.warn("Redis at {} {}: scripts run by EVALSHA, which costs it more", address, why);
    }

    /// Whether it has held keys before; remembers that it does now.
    boolean hadKeys(boolean hasKeys) {
        boolean before = hasHadKeys;
        if (hasKeys) hasHadKeys = true;
        return before;
    }

    /// Whether whoever asks this is to look at it now, and nobody else.
    synchronized boolean takeTurn(long nowNanos) {
        if (nowNanos - lookedAtNanos < (fault == null ? EVERY : SOONEST).toNanos()) return false;
        lookedAtNanos = nowNanos;
        return true;
    }
}

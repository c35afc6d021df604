package dev.opportune.gateway.http.guard;

import dev.opportune.gateway.config.HttpConfig;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Counts connections, in all and by address, and remembers for a while which addresses' connections had to be cut.
/// Thread-safe: the acceptor and all lanes share one.
///
/// Where one address may have as many connections as all together, a proxy is in front and addresses say nothing: then
/// none is blamed.
final class Connections {

    private final int most;
    private final int perAddress;
    private final Refused beyondMost;
    private final boolean byAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Address, Known> known = new ConcurrentHashMap<>();

    /// @param descriptors how many connections the process' descriptors allow
    Connections(HttpConfig.Connections config, int descriptors) {
        this.most = Math.min(config.most(), descriptors);
        this.beyondMost = config.most() <= descriptors ? Refused.ALL : Refused.DESCRIPTORS;
        this.byAddress = config.perAddress() < config.most();
        // Where descriptors are few, one address does not get them all either.
        this.perAddress = most == config.most()
                ? config.perAddress()
                : Math.min(
                        config.perAddress(), HttpConfig.Connections.ofMost(most).perAddress());
    }

    /// One address, as it is now.
    ///
    /// @param blamedUntilNanos each cut moves it on; in the past, the address is as good as any
    private record Known(int open, long blamedUntilNanos) {}

    int open() {
        return open.get();
    }

    /// Counts one more, or says why it may not be.
    Optional<Refused> enter(Address from) {
        int all = open.incrementAndGet();
        int ofAddress = countOf(from);
        if (all <= most && ofAddress <= perAddress) return Optional.empty();
        leave(from);
        return Optional.of(ofAddress > perAddress ? Refused.ADDRESS : beyondMost);
    }

    /// Counts one more, for which another leaves.
    void enterFor(Address from) {
        open.incrementAndGet();
        int _ = countOf(from);
    }

    /// Counts one more of that address, and gives how many there are; 0 where addresses say nothing.
    private int countOf(Address from) {
        if (!byAddress) return 0;
        var first = new Known(1, System.nanoTime());
        return known.merge(from, first, (old, _) -> new Known(old.open + 1, old.blamedUntilNanos)).open;
    }

    /// Counts one less.
    void leave(Address from) {
        open.decrementAndGet();
        if (byAddress) known.computeIfPresent(from, (_, old) -> kept(old.open - 1, old.blamedUntilNanos));
    }

    /// A connection from there had to be cut.
    void blame(Address from) {
        long now = System.nanoTime();
        known.computeIfPresent(from, (_, old) -> {
            long until = Math.max(old.blamedUntilNanos - now, 0) + GuardLimits.BLAME.toNanos();
            return new Known(old.open, now + Math.min(until, GuardLimits.MOST_BLAME.toNanos()));
        });
    }

    /// Whether connections from there have been cut so often of late that a new one may do less.
    boolean isOnProbation(Address from) {
        var it = known.get(from);
        return it != null && it.blamedUntilNanos - System.nanoTime() > GuardLimits.BLAME_UNTIL_PROBATION.toNanos();
    }

    /// Forgets addresses without connections whose blame is over.
    void forget() {
        known.values().removeIf(it -> kept(it.open, it.blamedUntilNanos) == null);
    }

    private static @Nullable Known kept(int open, long blamedUntilNanos) {
        return open > 0 || blamedUntilNanos - System.nanoTime() > 0 ? new Known(open, blamedUntilNanos) : null;
    }
}

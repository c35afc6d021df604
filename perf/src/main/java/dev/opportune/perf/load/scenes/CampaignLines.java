package dev.opportune.perf.load.scenes;

import dev.opportune.perf.Workload;
import dev.opportune.perf.load.Content;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The lines of streams: the same sends as others', by numbers of their own. For any thread.
final class CampaignLines implements Supplier<@Nullable Content> {

    /// Far from those of single requests.
    private static final long FIRST = 1_000_000_000;

    private final Workload workload;
    private final BooleanSupplier more;
    private final AtomicLong number;

    /// @param from how many were made before
    /// @param more whether there is to be another one
    CampaignLines(Workload workload, long from, BooleanSupplier more) {
        this.workload = workload;
        this.more = more;
        this.number = new AtomicLong(FIRST + from);
    }

    @Override
    public @Nullable Content get() {
        return more.getAsBoolean() ? Content.of(workload.send(number.getAndIncrement())) : null;
    }

    /// How many were made so far.
    long made() {
        return number.get() - FIRST;
    }
}

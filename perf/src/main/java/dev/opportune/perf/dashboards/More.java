package dev.opportune.perf.dashboards;

import dev.opportune.perf.chaos.load.Send;
import dev.opportune.perf.chaos.load.Source;
import java.time.Instant;

/// Sends that another source would come to later: so that two may arrive at a time and none is the other's.
///
/// @param first number of the first
/// @param most how many
record More(Source source, int first, int most) implements Source {

    @Override
    public Send send(int number, Instant now) {
        return source.send(first + number, now);
    }
}

package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Provider;
import dev.opportune.gateway.measure.LaneProofs;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A lane as those of its parts see it that a send comes by.
///
/// @param providers by app: what the lanes share
/// @param connectors by app: this lane's own
/// @param water which sends Redis' memory keeps out
/// @param storageTimeout what Redis has not answered by then counts as lost
/// @param waitedNanos how long what is served now waited for its turn at the port
/// @param proofs that pushes carry
/// @param words the templates that sends may have theirs from
/// @param traces of sends that somebody follows
/// @param number of this lane, from 0: of `lanes`, each of which looks after every lanes-th partition
public record SendingLane(
        Vertx vertx,
        SendStore store,
        Supplier<Policy> policy,
        Map<String, Provider> providers,
        Map<String, Connector> connectors,
        SendLimits limits,
        HighWater water,
        Duration storageTimeout,
        LongSupplier waitedNanos,
        SendMetrics metrics,
        LaneProofs proofs,
        LaneTemplates words,
        Traces traces,
        int number,
        int lanes) {}

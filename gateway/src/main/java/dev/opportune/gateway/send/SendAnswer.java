package dev.opportune.gateway.send;

import dev.opportune.connectors.Platform;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.send.Explain;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller is told of one send.
public sealed interface SendAnswer {

    /// It was decided; admitted and deferred ones are written down.
    ///
    /// @param replayed the idempotency key had been used for the same send: this is the first answer
    record Decided(String sendId, Decision decision, boolean replayed) implements SendAnswer {}

    /// What would be decided now, gate by gate.
    ///
    /// @param releases the same of each instant at which it would be looked at again
    record DryRun(Decision decision, List<GateResult> gates, List<Explain.Release> releases) implements SendAnswer {}

    /// The policy has no such category.
    record UnknownCategory(String category) implements SendAnswer {}

    /// A device in the request names an app that is not configured.
    ///
    /// @param device its place among the request's devices, from 0
    record UnknownApp(int device, String app) implements SendAnswer {}

    /// The policy has no such experiment.
    record UnknownExperiment(String experiment) implements SendAnswer {}

    /// The variants are of other arms than the experiment's.
    record VariantsMismatch(String experiment, List<String> given, List<String> arms) implements SendAnswer {}

    /// The content does not fit in a push.
    ///
    /// @param arm whose variant it is; null: it has none
    record PayloadTooLarge(
            Map<Platform, Integer> bytes, @Nullable String arm) implements SendAnswer {
        public PayloadTooLarge(Map<Platform, Integer> bytes) {
            this(bytes, null);
        }
    }

    /// The moment lies further ahead than a send may wait.
    ///
    /// @param member of the moment that does
    record MomentTooFar(String member, Duration furthest) implements SendAnswer {}

    /// The idempotency key belongs to another send.
    record IdempotencyMismatch() implements SendAnswer {}

    /// Nothing was taken: the lane is full.
    record Overloaded(Duration retryAfter) implements SendAnswer {}

    /// Nothing was taken: it would be over before its turn came.
    ///
    /// @param turnIn how long it would wait for its turn, by what goes before it and how fast that goes now
    /// @param left of its moment
    record DeadlineUnreachable(Duration turnIn, Duration left) implements SendAnswer {}

    /// Nothing was taken: Redis has little memory left, and that is for sends that are more important.
    ///
    /// @param detail a plain sentence
    record MemoryShort(String detail, Duration retryAfter) implements SendAnswer {}

    /// Nothing was taken: Redis does not answer.
    record StorageUnavailable(Duration retryAfter) implements SendAnswer {}

    /// It may have been taken: Redis stopped answering in between.
    record OutcomeUnknown(String sendId) implements SendAnswer {}
}

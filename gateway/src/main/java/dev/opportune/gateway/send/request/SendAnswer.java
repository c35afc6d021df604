package dev.opportune.gateway.send.request;

import dev.opportune.connectors.Platform;
import dev.opportune.gateway.words.Written;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.send.Explain;
import dev.opportune.templates.Fault;
import dev.opportune.templates.Lint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller is told of one send.
public sealed interface SendAnswer {

    /// It was decided; admitted and deferred ones are written down.
    ///
    /// @param replayed the idempotency key had been used for the same send: this is the first answer
    /// @param warnings what its content would better have otherwise, as far as that is known by now
    record Decided(String sendId, Decision decision, boolean replayed, List<Lint> warnings) implements SendAnswer {

        /// With nothing to warn of.
        public Decided(String sendId, Decision decision, boolean replayed) {
            this(sendId, decision, replayed, List.of());
        }
    }

    /// What would be decided now, gate by gate.
    ///
    /// @param releases the same of each instant at which it would be looked at again
    /// @param preview what its template would say; null: it has none, or nothing can be said
    record DryRun(
            Decision decision,
            List<GateResult> gates,
            List<Explain.Release> releases,
            @Nullable Preview preview) implements SendAnswer {

        /// Of one without a template.
        public DryRun(Decision decision, List<GateResult> gates, List<Explain.Release> releases) {
            this(decision, gates, releases, null);
        }
    }

    /// What a template says to one user.
    ///
    /// @param bytes of each platform's payload, before anything is shortened
    record Preview(Written.Said said, Map<Platform, Integer> bytes) {}

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

    /// There is no such template, or not this version of it.
    ///
    /// @param version null: none was asked for
    /// @param arm whose variant it is; null: it has none
    record UnknownTemplate(
            String id, @Nullable String version, @Nullable String arm) implements SendAnswer {}

    /// Its template takes other params.
    ///
    /// @param faults by their place below `params`
    /// @param arm whose variant it is; null: it has none
    record BadParams(List<Fault> faults, @Nullable String arm) implements SendAnswer {}

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

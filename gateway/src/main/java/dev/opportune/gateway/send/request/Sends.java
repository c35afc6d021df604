package dev.opportune.gateway.send.request;

import dev.opportune.gateway.trace.TraceContext;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.send.Story;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a lane does with sends. Called on the lane's event loop, where every future completes; a failed future is a
/// defect.
public interface Sends {

    /// Decides one send and, when it may go, delivers it; answers as soon as it is decided and written down.
    ///
    /// @param from where the caller's trace stands; null: there is none, or [#areFollowed] says no
    Future<SendAnswer> send(String caller, SendRequest request, @Nullable TraceContext from);

    /// Whether anybody follows sends: where not, nobody need look for what callers say of their traces.
    boolean areFollowed();

    /// Whether so much is under way that what can wait where it is should.
    boolean areFull();

    /// What [#send] would decide now. Changes nothing.
    Future<SendAnswer> dryRun(String caller, SendRequest request);

    Future<FindAnswer> find(String sendId);

    /// How a send went so far, by all that is kept of it.
    Future<StoryAnswer> story(String sendId);

    /// When a send's id was given out; empty for what is no id of ours.
    Optional<Instant> timeOf(String sendId);

    /// Cancels what waits or is ready.
    Future<CancelAnswer> cancel(String sendId);

    /// Cancels what waits or is ready of a campaign of this caller, or as much of it as one call does.
    Future<CampaignAnswer> cancelCampaign(String caller, String campaign);

    sealed interface CampaignAnswer {

        /// What was cancelled.
        ///
        /// @param tooLate how many waited when they were looked for, and were a lane's when their turn came
        /// @param done whether all of the campaign was looked at
        record Cancelled(int cancelled, int tooLate, boolean done) implements CampaignAnswer {}

        /// Nothing was cancelled: the lane is busy with others.
        record Overloaded(Duration retryAfter) implements CampaignAnswer {}

        /// Some may be cancelled: it can be asked again.
        record StorageUnavailable() implements CampaignAnswer {}
    }

    sealed interface FindAnswer {
        record Found(SendView send) implements FindAnswer {}

        record NotFound() implements FindAnswer {}

        record StorageUnavailable() implements FindAnswer {}
    }

    sealed interface StoryAnswer {
        record Told(Story story) implements StoryAnswer {}

        record NotFound() implements StoryAnswer {}

        record StorageUnavailable() implements StoryAnswer {}
    }

    sealed interface CancelAnswer {
        record Cancelled(SendView send) implements CancelAnswer {}

        /// On the wire, or already ended in `state`.
        record TooLate(SendState state) implements CancelAnswer {}

        record NotFound() implements CancelAnswer {}

        record StorageUnavailable() implements CancelAnswer {}
    }
}

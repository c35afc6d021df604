package dev.opportune.gateway.measure;

import dev.opportune.engagement.Interaction;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes what is reported of sends. Confined to a lane.
public interface Interacting {

    /// The names of conversions that may be reported.
    Set<String> conversions();

    /// Why nothing will be recorded of one, as far as it can be told without Redis; empty: [#take] asks it.
    Optional<Reason> fault(Interaction interaction);

    /// Records one, in one round trip to Redis at most; harmless when it is repeated. The future fails with
    /// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
    Future<Answer> take(Interaction interaction);

    /// What came of one.
    sealed interface Answer {
        /// It was, for the first time.
        ///
        /// @param attributed of a conversion; null: of a send
        record Recorded(@Nullable Attribution attributed) implements Answer {}

        record NotRecorded(Reason reason) implements Answer {}
    }

    /// To which send a conversion is due.
    enum Attribution {
        /// One that was opened.
        DIRECT,
        /// One that was shown.
        INFLUENCED,
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Why nothing was recorded.
    enum Reason {
        /// It was reported before.
        DUPLICATE,
        /// The send is not, or no longer, among the latest that the user keeps; or the user has newer conversions than
        /// are remembered.
        LATE,
        /// It is none of ours, or of another send.
        BAD_PROOF,
        /// The key that sealed it is not, or no longer, known here.
        UNKNOWN_KEY,
        /// It is no send's id, or of a send to another user.
        UNKNOWN_SEND;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package dev.opportune.engagement;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an app or a backend reports, checked by [Draft#check]: something that a device did with a send,
/// or a conversion of a user.
public sealed interface Interaction {

    /// When it was, by the reporter's clock; null: now.
    @Nullable
    Instant at();

    /// Of one send, at most once of each kind.
    ///
    /// @param platform whose device it was; null: not known, and needed for [Kind#RECEIVED] alone
    record OfSend(
            Kind kind,
            String sendId,
            Whose whose,
            @Nullable Platform platform,
            @Nullable Instant at) implements Interaction {}

    /// Of a user; which send it is due to, the gateway finds.
    ///
    /// @param name a declared one
    /// @param id the caller's own, by which a repeat is known
    /// @param proof of a push that it may have come from; of another user's, the conversion is due to none
    record Conversion(
            String user,
            String name,
            String id,
            @Nullable Money value,
            @Nullable String sendId,
            @Nullable String proof,
            @Nullable Instant at)
            implements Interaction {}

    /// How it is known whose send it was.
    sealed interface Whose {
        /// The proof that the push carried.
        record Proof(String text) implements Whose {}

        /// A backend says so.
        record User(String id) implements Whose {}
    }

    /// What a device did with a send.
    enum Kind {
        RECEIVED,
        /// The tap on the push.
        OPENED,
        /// An action or a link beyond that.
        CLICKED,
        DISMISSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Of a device that received a send.
    enum Platform {
        IOS,
        ANDROID;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

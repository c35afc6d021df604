package dev.opportune.ratelimiter;

import dev.opportune.ratelimiter.experiment.Experiment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules that a fleet decides by, as its policy file states them. Immutable; a changed file is a new policy.
///
/// @param caps by name
/// @param categories by name
/// @param experiments by name
public record Policy(
        String version,
        Defaults defaults,
        Map<String, Cap> caps,
        Map<String, Category> categories,
        Map<String, Experiment> experiments) {

    /// Without experiments.
    public Policy(String version, Defaults defaults, Map<String, Cap> caps, Map<String, Category> categories) {
        this(version, defaults, caps, categories, Map.of());
    }

    /// What holds where a user or a category says nothing.
    ///
    /// @param quietHours null: none
    public record Defaults(ZoneId timezone, @Nullable LocalWindow quietHours, Duration ttl) {}

    /// At most `limit` sends in a window.
    public record Cap(
            String name, int limit, Window window, @Nullable Reserve reserve) {}

    public sealed interface Window {
        /// The last so many milliseconds.
        record Rolling(Duration length) implements Window {}

        /// Today, or this ISO week, in the user's zone.
        record Calendar(Unit unit) implements Window {}

        enum Unit {
            DAY,
            WEEK
        }
    }

    /// The last places of a cap, kept for some.
    public record Reserve(int places, Set<String> categories, Set<Intent> intents) {}

    /// A named kind of send.
    ///
    /// @param ttl its own, or the default's
    /// @param caps those that it obeys and counts toward
    /// @param countsToward those that it counts toward without obeying
    /// @param hours its own local window, or null
    /// @param timeSensitive whether it may break through Apple's Focus
    /// @param batterySaving whether it may wait until showing it costs the device little
    /// @param measure whether its sends leave touches, by which is counted what became of them
    public record Category(
            String name,
            SendClass sendClass,
            @Nullable Intent intent,
            Duration ttl,
            List<Cap> caps,
            List<Cap> countsToward,
            OnCap onCap,
            OnQuietHours quietHours,
            ConsentRule consent,
            @Nullable LocalWindow hours,
            boolean timeSensitive,
            boolean batterySaving,
            boolean enabled,
            boolean measure) {

        /// One that is measured when it is promotional.
        public Category(
                String name,
                SendClass sendClass,
                @Nullable Intent intent,
                Duration ttl,
                List<Cap> caps,
                List<Cap> countsToward,
                OnCap onCap,
                OnQuietHours quietHours,
                ConsentRule consent,
                @Nullable LocalWindow hours,
                boolean timeSensitive,
                boolean batterySaving,
                boolean enabled) {
            this(
                    name,
                    sendClass,
                    intent,
                    ttl,
                    caps,
                    countsToward,
                    onCap,
                    quietHours,
                    consent,
                    hours,
                    timeSensitive,
                    batterySaving,
                    enabled,
                    sendClass == SendClass.PROMOTIONAL);
        }
    }

    public enum OnCap {
        SUPPRESS,
        DEFER
    }

    public enum OnQuietHours {
        IGNORE,
        DEFER,
        DROP
    }

    public enum ConsentRule {
        NONE,
        OPT_OUT,
        OPT_IN
    }
}

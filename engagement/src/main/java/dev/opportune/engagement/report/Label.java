package dev.opportune.engagement.report;

import org.jspecify.annotations.Nullable;

/// What is counted together. Immutable, and equal by its members.
public sealed interface Label {

    /// In the place of what has no number of its own: yet, or today.
    String OTHER = "(other)";

    /// Of sends whose label has no number, and whose category has none either.
    Label ALL_OTHERS = new OfSends(OTHER, null, null, null, null, null, null);

    /// Sends.
    record OfSends(
            String category,
            @Nullable String intent,
            @Nullable String campaign,
            @Nullable String template,
            @Nullable String locale,
            @Nullable String experiment,
            @Nullable String arm)
            implements Label {

        /// Under which it counts while it has no number: its category still adds up.
        public OfSends ofCategory() {
            return new OfSends(category, intent, OTHER, null, null, null, null);
        }
    }

    /// Users who entered an experiment in one of its arms.
    ///
    /// @param knownBy which experiment of that name: what enrolments know it by, in hexadecimal
    /// @param segment the weights by which they entered
    record OfArm(String experiment, String knownBy, String segment, String arm) implements Label {}

    /// Deliveries to the devices of an app.
    record OfApp(String app) implements Label {}
}

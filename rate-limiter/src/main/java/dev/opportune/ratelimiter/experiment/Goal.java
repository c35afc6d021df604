package dev.opportune.ratelimiter.experiment;

/// What a user is to do at least once after entering an experiment.
public sealed interface Goal {

    /// Opens a push that was shown since.
    record Opened() implements Goal {}

    /// Clicks in one that was shown since.
    record Clicked() implements Goal {}

    /// Converts, to whatever send that may be due.
    ///
    /// @param name of the conversion
    record Converted(String name) implements Goal {}

    /// Before a conversion's name.
    String CONVERTED = "converted:";

    /// As the policy says it.
    default String word() {
        return switch (this) {
            case Opened() -> "opened";
            case Clicked() -> "clicked";
            case Converted(var name) -> CONVERTED + name;
        };
    }

    /// Whether only those can do it who were shown a push.
    default boolean needsThePush() {
        return switch (this) {
            case Opened _, Clicked _ -> true;
            case Converted _ -> false;
        };
    }
}

package dev.opportune.yaml;

/// One thing that is wrong with what somebody wrote.
///
/// @param key with all that it is below, such as `categories.flash-sale.caps[1]`; empty for the file as a whole
/// @param given what stands there; empty where that must not be shown
/// @param expected what should stand there; empty where the rest says it
public record Problem(Place place, String key, String given, String expected) {

    /// One line for people: `policy.yaml:7: caps.promo-day.limit: 0 (expected: 1 to 1000)`.
    @Override
    public String toString() {
        var start = place + ": " + (key.isEmpty() ? "" : key + ": ");
        if (expected.isEmpty()) return start + given;
        return start + (given.isEmpty() ? "" : given + " ") + "(expected: " + expected + ")";
    }
}

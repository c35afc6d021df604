package dev.opportune.ratelimiter;

import java.util.OptionalInt;

/// One thing that is wrong with a policy file.
///
/// @param line counted from 1, when it is known
/// @param path the key, such as `categories.flash-sale.caps[1]`; empty for the file as a whole
/// @param value what stands there, shortened
/// @param reason what should stand there instead
public record PolicyProblem(String file, OptionalInt line, String path, String value, String reason) {

    /// One line for people: `policy.yaml:7: caps.promo-day.limit: 0 (expected: 1 to 1000)`.
    @Override
    public String toString() {
        var where = line.isPresent() ? file + ":" + line.getAsInt() : file;
        var what = path.isEmpty() ? value : path + ": " + value;
        return where + ": " + what + " (" + reason + ")";
    }
}

package dev.opportune.perf.chaos.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A gateway's connection to a provider that ended, by its own log: what was on its way there may have arrived. A
/// gateway ends one itself when a message has not left by its deadline, as on a machine that is too busy.
///
/// @param provider `apns` or `fcm`
public record Loss(Instant at, String provider) {

    private static final Pattern LINE =
            Pattern.compile("^(\\S+Z) .*wire\\.Connection \\S+: connection to (APNs|FCM) (?!could not open|rests for)");

    /// Those in a gateway's log.
    public static List<Loss> read(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.flatMap(line -> of(line).stream()).toList();
        }
    }

    static Optional<Loss> of(String line) {
        var found = LINE.matcher(line);
        return found.find()
                ? Optional.of(
                        new Loss(Instant.parse(found.group(1)), found.group(2).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /// Whether it befell what went to this provider between these.
    boolean befell(String other, Instant begin, Instant end) {
        return provider.equals(other) && !at.isBefore(begin) && !at.isAfter(end);
    }
}

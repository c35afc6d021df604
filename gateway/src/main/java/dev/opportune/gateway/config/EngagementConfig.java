package dev.opportune.gateway.config;

import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is measured of what becomes of sends, and for how long it is kept.
///
/// @param touches of each user: 1 to 32
/// @param keysFile null: pushes carry no proofs
/// @param labels that are given a number a day
/// @param retention of the hours that are counted
/// @param conversions the names that may be reported
/// @param minUsers rows of reports of fewer show no rates
/// @param feed whether interactions are among the events that callers read
public record EngagementConfig(
        int touches,
        @Nullable Path keysFile,
        int labels,
        Duration retention,
        Set<String> conversions,
        Interactions.Windows windows,
        int minUsers,
        boolean feed) {

    public static final int MOST_CONVERSIONS = 32;
    public static final int MOST_LABELS = 100_000;
    /// Of how many users there are at least is known up to the number of partitions.
    public static final int MOST_MIN_USERS = 100;

    public static final Duration DEFAULT_RETENTION = Duration.ofDays(Labels.Limits.DEFAULT.retentionDays());

    static final Duration LEAST_RETENTION = Duration.ofDays(1);
    static final Duration MOST_RETENTION = Duration.ofDays(400);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    public EngagementConfig {
        var _ = limits(touches, labels, retention); // says what is wrong with touches
        if (labels < 1 || labels > MOST_LABELS) {
            throw new IllegalArgumentException("labels: " + labels + " (expected: 1 to " + MOST_LABELS + ")");
        }
        if (retention.compareTo(LEAST_RETENTION) < 0 || retention.compareTo(MOST_RETENTION) > 0) {
            throw new IllegalArgumentException("retention: " + retention + " (expected: P1D to P400D)");
        }
        if (conversions.size() > MOST_CONVERSIONS) {
            throw new IllegalArgumentException(
                    "conversions: " + conversions.size() + " names (expected: at most " + MOST_CONVERSIONS + ")");
        }
        conversions = Set.copyOf(conversions);
    }

    /// The bounds of labels.
    public Labels.Limits limits() {
        return limits(touches, labels, retention);
    }

    private static Labels.Limits limits(int touches, int labels, Duration retention) {
        return new Labels.Limits(
                touches,
                labels,
                Math.toIntExact(retention.plusDays(1).minusNanos(1).toDays()));
    }

    /// Reads a conversion's name; throws an [IllegalArgumentException] that says what one looks like.
    static String conversion(String name) {
        if (NAME.matcher(name).matches()) return name;
        throw new IllegalArgumentException('"' + name + "\" (expected: small letters, digits, _ and -, at most 64)");
    }
}

package dev.opportune.gateway.config;

/// How fast a caller may call each gateway.
///
/// @param perSecond requests a second, in the long run
/// @param burst requests at once, after a pause
public record CallerRate(int perSecond, int burst) {

    public static final int MOST = 1_000_000;

    public CallerRate {
        if (perSecond < 1 || perSecond > MOST) throw outOfBounds("per_second", perSecond);
        if (burst < 1 || burst > MOST) throw outOfBounds("burst", burst);
    }

    private static IllegalArgumentException outOfBounds(String key, int value) {
        return new IllegalArgumentException(key + ": " + value + " (expected: 1 to " + MOST + ")");
    }
}

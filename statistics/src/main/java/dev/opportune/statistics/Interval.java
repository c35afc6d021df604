package dev.opportune.statistics;

/// From low to high, both of it.
public record Interval(double low, double high) {

    public Interval {
        if (!(low <= high)) throw new IllegalArgumentException("low: " + low + " (expected: <= " + high + ")");
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}

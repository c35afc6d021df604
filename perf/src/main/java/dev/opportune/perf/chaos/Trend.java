package dev.opportune.perf.chaos;

import java.util.ArrayList;
import java.util.List;

/// A figure that is looked at every minute, and whether it stays what it is.
final class Trend {

    /// What a figure may grow by all the same, of its mean, over the whole time.
    private static final double OF_MEAN = 0.10;

    private final String name;
    private final double leeway;
    private final List<double[]> points = new ArrayList<>();

    /// @param leeway what it may grow by whatever its mean
    Trend(String name, double leeway) {
        this.name = name;
        this.leeway = leeway;
    }

    void add(double minute, double value) {
        points.add(new double[] {minute, value});
    }

    String name() {
        return name;
    }

    double first() {
        return points.getFirst()[1];
    }

    double last() {
        return points.getLast()[1];
    }

    double most() {
        return points.stream().mapToDouble(it -> it[1]).max().orElse(0);
    }

    /// By least squares.
    double perHour() {
        double meanMinute = mean(0);
        double meanValue = mean(1);
        double above = 0;
        double below = 0;
        for (double[] point : points) {
            above += (point[0] - meanMinute) * (point[1] - meanValue);
            below += (point[0] - meanMinute) * (point[0] - meanMinute);
        }
        return below == 0 ? 0 : above / below * 60;
    }

    boolean isFlat() {
        double hours = (points.getLast()[0] - points.getFirst()[0]) / 60;
        return perHour() * hours <= Math.max(leeway, mean(1) * OF_MEAN);
    }

    private double mean(int which) {
        return points.stream().mapToDouble(it -> it[which]).average().orElse(0);
    }
}

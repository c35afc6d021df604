package dev.opportune.benchmarks.connectors;

import java.util.List;

/// How long to measure, and what.
record Options(int rounds, int seconds, int warmUpSeconds, boolean fcm, boolean apns) {

    private static final int MOST = 600;

    /// About four minutes in all.
    static final Options DEFAULT = new Options(5, 5, 20, true, true);

    Options {
        require("--rounds", rounds);
        require("--seconds", seconds);
        require("--warm-up", warmUpSeconds);
    }

    static Options parse(List<String> arguments) {
        var options = DEFAULT;
        for (int i = 0; i < arguments.size(); i += 2) {
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(i) + ": nothing (expected: a value)");
            }
            options = options.with(arguments.get(i), arguments.get(i + 1));
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--rounds" -> new Options(Integer.parseInt(value), seconds, warmUpSeconds, fcm, apns);
            case "--seconds" -> new Options(rounds, Integer.parseInt(value), warmUpSeconds, fcm, apns);
            case "--warm-up" -> new Options(rounds, seconds, Integer.parseInt(value), fcm, apns);
            case "--only" -> new Options(rounds, seconds, warmUpSeconds, value.equals("fcm"), value.equals("apns"));
            default ->
                throw new IllegalArgumentException(
                        name + ": unknown (expected: --rounds, --seconds, --warm-up or --only)");
        };
    }

    private static void require(String name, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + MOST + ")");
        }
    }
}

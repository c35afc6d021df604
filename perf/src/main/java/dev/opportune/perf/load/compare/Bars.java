package dev.opportune.perf.load.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What a comparison is to come to.
final class Bars {

    private final List<String> lines = new ArrayList<>(List.of("| figure | value | bar | |", "|---|---|---|---|"));
    private boolean kept = true;

    /// Of a gateway beside the bare pipeline.
    static Bars ofPipeline(Turns saturated, Turns atARate, Turns atHalf) {
        var bars = new Bars();
        var sides = saturated.sides();
        for (int i = 0; i < sides.size(); i++) {
            var side = sides.get(i);
            if (side.beside() == i) continue;
            boolean capped = side.category().equals("capped");
            bars.atLeast(side, "sends/s ÷", saturated.ratio(i, Turn::perSecond), 0.55);
            bars.atMost(side, "process ÷, saturated", saturated.ratio(i, Turn::processMicros), 1.25);
            bars.atMost(side, "process ÷, at a rate", atARate.ratio(i, Turn::processMicros), 1.25);
            bars.atMost(side, "Redis, µs a send", saturated.median(i, Turn::redisMicros), capped ? 62 : 48);
            bars.atMost(side, "Redis ÷", saturated.ratio(i, Turn::redisMicros), capped ? 3.4 : 2.7);
            bars.atMost(side, "p99 ÷, at half", atHalf.ratio(i, Turn::p99Millis), 1.5);
        }
        return bars;
    }

    /// Of a cluster beside one Redis.
    static Bars ofMasters(Turns saturated, Turns atARate) {
        var bars = new Bars();
        for (int i = 0; i < saturated.sides().size(); i++) {
            var side = saturated.sides().get(i);
            if (side.beside() == i) continue;
            bars.atMost(side, "Redis ÷, saturated", saturated.ratio(i, Turn::redisMicros), 1.15);
            bars.atMost(side, "Redis ÷, at a rate", atARate.ratio(i, Turn::redisMicros), 1.15);
        }
        return bars;
    }

    /// Of a gateway that measures what becomes of sends beside one that does not.
    static Bars ofMeasuring(Turns saturated, Turns atARate) {
        var bars = new Bars();
        for (int i = 0; i < saturated.sides().size(); i++) {
            var side = saturated.sides().get(i);
            if (side.beside() == i) continue;
            bars.more(side, "saturated", saturated, i);
            bars.more(side, "at a rate", atARate, i);
        }
        return bars;
    }

    /// Of gateways that tell of sends beside one that tells of none: of 1 % it may cost so much, of all what it costs.
    /// And
    /// of that one beside another that does not measure either.
    static Bars ofTracing(Turns saturated, Turns atARate) {
        var bars = new Bars();
        bars.tracing("saturated", saturated);
        bars.tracing("at a rate", atARate);
        return bars;
    }

    private void tracing(String how, Turns turns) {
        for (int i = 0; i < turns.sides().size(); i++) {
            var side = turns.sides().get(i);
            double ratio = turns.ratio(i, Turn::processMicros);
            if (side.name().startsWith("1 %")) atMost(side, "process ÷, " + how, ratio, 1.03);
            else if (side.name().startsWith("no metrics")) atLeast(side, "process ÷, " + how, ratio, 0.97);
        }
    }

    /// Of sends with a template beside such with content.
    static Bars ofTemplates(Turns saturated, Turns atARate) {
        var bars = new Bars();
        for (int i = 0; i < saturated.sides().size(); i++) {
            var side = saturated.sides().get(i);
            if (side.beside() == i) continue;
            bars.atMost(side, "process ÷, saturated", saturated.ratio(i, Turn::processMicros), 1.15);
            bars.atMost(side, "process ÷, at a rate", atARate.ratio(i, Turn::processMicros), 1.15);
            bars.atMost(side, "Redis ÷, saturated", saturated.ratio(i, Turn::redisMicros), 1.15);
            bars.atMost(side, "Redis ÷, at a rate", atARate.ratio(i, Turn::redisMicros), 1.15);
        }
        return bars;
    }

    private void more(Side side, String how, Turns turns, int number) {
        atMost(side, "Redis, µs a send more, " + how, more(turns, number, Turn::redisMicros), 13);
        atMost(side, "process, µs a send more, " + how, more(turns, number, Turn::processMicros), 3);
    }

    private static double more(Turns turns, int side, ToDoubleFunction<Turn> of) {
        return turns.median(side, of) - turns.median(turns.sides().get(side).beside(), of);
    }

    void atMost(Side side, String what, double value, double bar) {
        add(side, what, value, "≤ " + bar, value <= bar);
    }

    void atLeast(Side side, String what, double value, double bar) {
        add(side, what, value, "≥ " + bar, value >= bar);
    }

    private void add(Side side, String what, double value, String bar, boolean held) {
        kept &= held;
        lines.add(String.format(
                Locale.ROOT, "| %s: %s | %.2f | %s | %s |", side.name(), what, value, bar, held ? "kept" : "**not**"));
    }

    boolean areKept() {
        return kept;
    }

    List<String> lines() {
        return lines;
    }
}

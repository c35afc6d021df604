package dev.opportune.perf.chaos.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What does not add up, by the rule that it breaks.
public final class Differences {

    private final Map<Rule, List<String>> byRule = new EnumMap<>(Rule.class);

    void add(Rule rule, String what) {
        byRule.computeIfAbsent(rule, _ -> new ArrayList<>()).add(what);
    }

    public List<String> of(Rule rule) {
        return List.copyOf(byRule.getOrDefault(rule, List.of()));
    }

    /// All of them, for a file.
    public List<String> lines() {
        return byRule.entrySet().stream()
                .flatMap(it -> it.getValue().stream().map(what -> it.getKey().broken() + ": " + what))
                .toList();
    }

    public boolean isEmpty() {
        return byRule.isEmpty();
    }

    @Override
    public String toString() {
        return byRule.toString();
    }
}

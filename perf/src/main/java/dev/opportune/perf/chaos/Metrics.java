package dev.opportune.perf.chaos;

import java.util.List;

/// A page of `/metrics`.
record Metrics(List<String> lines) {

    static Metrics of(String page) {
        return new Metrics(page.lines().filter(it -> !it.startsWith("#")).toList());
    }

    /// Of all lines of this name with these words among their labels.
    double sum(String name, String... labels) {
        return lines.stream()
                .filter(it -> it.startsWith(name + '{') || it.startsWith(name + ' '))
                .filter(it -> List.of(labels).stream().allMatch(it::contains))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }
}

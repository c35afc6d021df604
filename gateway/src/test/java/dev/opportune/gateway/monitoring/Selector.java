package dev.opportune.gateway.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an expression of PromQL asks for by one name: `opportune_sends_total{decision="admitted"}`.
public record Selector(String metric, List<Match> matches) {

    private static final Pattern ASKED = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*})?(?!\\s*[\\w(])");
    private static final Pattern MATCH = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "by", "on");

    record Match(String label, String operator, String value) {
        boolean admits(String found) {
            return switch (operator) {
                case "=" -> found.equals(value);
                case "!=" -> !found.equals(value);
                case "=~" -> found.matches(value);
                default -> !found.matches(value);
            };
        }
    }

    /// All of an expression, in order.
    static List<Selector> of(String promql) {
        var selectors = new ArrayList<Selector>();
        var plain = GROUPING.matcher(promql)
                .replaceAll(" ")
                .replaceAll("\\[[^\\]]*]", "")
                .replaceAll("offset \\w+", "");
        var asked = ASKED.matcher(plain.replaceAll("\\b[0-9][\\w.]*", "0"));
        while (asked.find()) {
            if (WORDS.contains(asked.group(1))) continue;
            var matches = new ArrayList<Match>();
            if (asked.group(2) != null) {
                var match = MATCH.matcher(asked.group(2));
                while (match.find()) matches.add(new Match(match.group(1), match.group(2), match.group(3)));
            }
            selectors.add(new Selector(asked.group(1), List.copyOf(matches)));
        }
        return selectors;
    }

    /// The labels that an expression groups or joins by.
    static Set<String> grouping(String promql) {
        var labels = new TreeSet<String>();
        GROUPING.matcher(promql).results().forEach(it -> {
            for (var label : it.group(1).split(",", -1)) if (!label.isBlank()) labels.add(label.strip());
        });
        return labels;
    }

    /// The same, whatever that label is.
    public Selector without(String label) {
        return new Selector(
                metric, matches.stream().filter(it -> !it.label.equals(label)).toList());
    }

    /// Whether it asks for this line of a page of metrics.
    public boolean finds(String line) {
        if (!line.startsWith(metric)) return false;
        char next = line.charAt(metric.length());
        if (next != '{' && next != ' ') return false;
        return matches.stream().allMatch(it -> {
            Matcher label = Pattern.compile("[{,]" + it.label + "=\"([^\"]*)\"").matcher(line);
            return it.admits(label.find() ? label.group(1) : "");
        });
    }
}

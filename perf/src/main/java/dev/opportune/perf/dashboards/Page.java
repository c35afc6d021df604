package dev.opportune.perf.dashboards;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The page of a run, in Markdown.
final class Page {

    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    private Page() {}

    /// @param rules `rules.yaml`
    static String text(int rate, Instant start, List<Mark> marks, List<Fired> fired, String rules) {
        var text =
                new StringBuilder("""
            # Dashboards of a bad day

            What `perf/run dashboards --page` drew on %s: each panel of `k8s/dashboards`, by its own queries, from a Prometheus that scraped three
            gateways every two seconds and judged the rules of `k8s/rules` every five. %d sends a second, half of them for at once, the others for seconds or later;
            Redis is a cluster of three masters and three replicas. The script ends with 1 when an alert fired that must not, when one did not that must, or
            not when it must, and when a panel had nothing to draw.

            | file | what is to be seen |
            |---|---|
            | [overview.svg](overview.svg) | moments missed from B to b, requests that could not be served from D to d, and what cannot send, by name |
            | [sends.svg](sends.svg) | sends that expire while Firebase refuses their app, what waits for it, and what was in hand at D |
            | [providers.svg](providers.svg) | Firebase's word at B, and what is held back until b; nothing of it at Apple |
            | [decisions.svg](decisions.svg) | the cap that suppresses all the time, 503 at A for seconds and at D for minutes, the burst at C |
            | [redis.svg](redis.svg) | the node that goes at A, the replica that takes over, and both that go at D, with Redis' words |
            | [jvm.svg](jvm.svg) | event loops, heap and collections of each gateway, which go on as before |

            """.formatted(start.atOffset(ZoneOffset.UTC).toLocalDate(), rate));
        text.append("| minute | mark | what happened |\n|---|---|---|\n");
        for (var mark : marks) {
            text.append("| %s | %s | %s |\n".formatted(Fired.since(start, mark.at()), mark.letter(), mark.what()));
        }
        text.append(
                "\n## Alerts that fired\n\n| alert | of | severity | from | to | why |\n|---|---|---|---|---|---|\n");
        for (var one : fired) {
            text.append("| `%s` | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            one.alert(),
                            of(one),
                            one.severity(),
                            Fired.since(start, one.from()),
                            Fired.since(start, one.to()),
                            why(one.alert())));
        }
        text.append("\n## Alerts that did not, as it must be\n\n");
        text.append(others(fired, rules)).append(".\n");
        return text.toString();
    }

    private static String of(Fired one) {
        return new TreeMap<>(one.of())
                .values().stream().map(it -> '`' + it + '`').collect(Collectors.joining(" "));
    }

    private static String why(String alert) {
        return Expected.all().stream()
                .filter(it -> it.alert().equals(alert))
                .map(Expected::why)
                .findFirst()
                .orElse("**it should not have**");
    }

    private static String others(List<Fired> fired, String rules) {
        var others = new TreeSet<String>();
        ALERT.matcher(rules).results().forEach(it -> others.add(it.group(1)));
        fired.forEach(it -> others.remove(it.alert()));
        return others.stream().map(it -> '`' + it + '`').collect(Collectors.joining(", "));
    }
}

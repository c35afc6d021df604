package dev.opportune.ratelimiter.policy;

import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Goal;
import dev.opportune.ratelimiter.experiment.Guardrail;
import dev.opportune.yaml.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the `experiments` of a policy file.
final class ExperimentReader {

    private static final String[] KEYS = {
        "salt", "arms", "holdout", "goal", "goal_window", "margin", "guardrails", "holdout_counts", "state", "winner"
    };
    private static final Duration MIN_GOAL_WINDOW = Duration.ofMinutes(1);
    private static final int DEFAULT_MARGIN = 10;
    private static final int MAX_SALT_CHARACTERS = 64;
    private static final int MAX_GOAL_NAME_CHARACTERS = 64;

    private enum State {
        RUNNING,
        STOPPED
    }

    Map<String, Experiment> read(Section file) {
        var experiments = new LinkedHashMap<String, Experiment>();
        file.named("experiments", 0, PolicyFile.MAX_EXPERIMENTS)
                .forEach((name, section) -> experiments.put(name, experiment(name, section)));
        long running =
                experiments.values().stream().filter(Experiment::isRunning).count();
        if (running > PolicyFile.MAX_RUNNING_EXPERIMENTS) {
            file.wrong(
                    "experiments",
                    running + " that run",
                    "at most " + PolicyFile.MAX_RUNNING_EXPERIMENTS + " that run: a user keeps so many enrolments");
        }
        return experiments;
    }

    private static Experiment experiment(String name, Section section) {
        section.known(KEYS).require("salt", "arms", "goal");
        var arms = arms(section);
        int holdout = section.integer("holdout", 0, Experiment.MAX_HOLDOUT).orElse(0);
        var goal = section.text("goal", "opened, clicked, or converted:NAME", ExperimentReader::goal);
        if (holdout > 0 && goal.isPresent() && goal.get().needsThePush()) {
            section.wrong(
                    "goal", "converted:NAME with a hold-out, who can neither open nor click what they do not get");
        }
        boolean holdoutCounts = section.bool("holdout_counts").orElse(false);
        if (holdoutCounts && holdout == 0) section.wrong("holdout_counts", "a holdout with it");
        return new Experiment(
                name,
                section.text("salt", "text of 1 to " + MAX_SALT_CHARACTERS + " characters", ExperimentReader::salt)
                        .orElse(""),
                arms,
                holdout,
                goal.orElse(new Goal.Opened()),
                section.text(
                                "goal_window",
                                "an ISO 8601 duration in whole seconds, PT1M to P30D",
                                ExperimentReader::window)
                        .orElse(Duration.ofDays(1)),
                section.integer("margin", 1, 100).orElse(DEFAULT_MARGIN),
                Set.copyOf(section.someOf("guardrails", Guardrail.class).orElse(List.of())),
                holdoutCounts,
                winner(section, arms));
    }

    private static SortedMap<String, Integer> arms(Section section) {
        var weights = section.section("arms");
        var arms = new TreeMap<String, Integer>();
        for (var arm : section.has("arms") ? weights.keys() : Set.<String>of()) {
            if (!Section.NAME.matcher(arm).matches() || arm.equals(Experiment.HOLDOUT)) {
                weights.wrong(arm, "a bad name", "small letters, digits and -, at most 64, and not holdout");
            }
            arms.put(arm, weights.integer(arm, 1, Experiment.MAX_WEIGHT).orElse(1));
        }
        if (section.has("arms") && (arms.size() < Experiment.MIN_ARMS || arms.size() > Experiment.MAX_ARMS)) {
            section.wrong("arms", arms.size() + " arms", Experiment.MIN_ARMS + " to " + Experiment.MAX_ARMS);
        }
        return arms;
    }

    /// null: it runs.
    private static @Nullable String winner(Section section, Map<String, Integer> arms) {
        boolean stopped = section.oneOf("state", State.class).orElse(State.RUNNING) == State.STOPPED;
        if (stopped && !section.has("winner")) {
            section.wrong("winner", "missing", "the arm that all get, since the experiment is stopped");
        }
        if (!stopped && section.has("winner")) section.wrong("winner", "state: stopped with it");
        var winner = section.text("winner", "an arm: one of " + String.join(", ", arms.keySet()), name -> {
            if (!arms.containsKey(name)) throw new IllegalArgumentException();
            return name;
        });
        return stopped ? winner.orElse("") : null;
    }

    private static Goal goal(String text) {
        if (text.equals("opened")) return new Goal.Opened();
        if (text.equals("clicked")) return new Goal.Clicked();
        if (!text.startsWith(Goal.CONVERTED)) throw new IllegalArgumentException();
        var name = text.substring(Goal.CONVERTED.length());
        if (name.isBlank() || name.length() > MAX_GOAL_NAME_CHARACTERS) throw new IllegalArgumentException();
        return new Goal.Converted(name);
    }

    private static String salt(String text) {
        if (text.isBlank() || text.length() > MAX_SALT_CHARACTERS || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static Duration window(String text) {
        var window = Duration.parse(text);
        if (window.compareTo(MIN_GOAL_WINDOW) < 0
                || window.compareTo(Experiment.MAX_GOAL_WINDOW) > 0
                || window.toNanosPart() != 0) {
            throw new IllegalArgumentException();
        }
        return window;
    }
}

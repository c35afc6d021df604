package dev.opportune.ratelimiter.experiment;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A comparison of what users are told, as the policy states it. The unit is the user. Immutable.
///
/// @param salt what the assignment is drawn with: a new one draws anew
/// @param arms weights by name, in the order of the names
/// @param holdout percent of users who are told nothing
/// @param goalWindow how long after its entry a user's doing of the goal counts
/// @param margin percent of difference that is none to speak of
/// @param holdoutCounts whether those who are held out take the places of caps that the send would have taken
/// @param winner the arm that all get since the experiment is stopped; null: it runs
public record Experiment(
        String name,
        String salt,
        SortedMap<String, Integer> arms,
        int holdout,
        Goal goal,
        Duration goalWindow,
        int margin,
        Set<Guardrail> guardrails,
        boolean holdoutCounts,
        @Nullable String winner) {

    public static final int MIN_ARMS = 2;
    public static final int MAX_ARMS = 8;
    public static final int MAX_WEIGHT = 1_000;
    public static final int MAX_HOLDOUT = 50;
    public static final Duration MAX_GOAL_WINDOW = Duration.ofDays(30);

    /// The name of the arm of those who are held out.
    public static final String HOLDOUT = "holdout";

    /// Its place, behind those of all other arms.
    public static final int HELD_OUT = MAX_ARMS;

    private static final int KNOWN_BY_BYTES = 4;

    public Experiment {
        arms = Collections.unmodifiableSortedMap(new TreeMap<>(arms));
        guardrails = Set.copyOf(guardrails);
    }

    public boolean isRunning() {
        return winner == null;
    }

    /// Names of its arms; their places are what enrolments know.
    public List<String> armNames() {
        return List.copyOf(arms.keySet());
    }

    /// The name of the arm at a place, that of the hold-out included.
    public String armAt(int place) {
        return place == HELD_OUT ? HOLDOUT : armNames().get(place);
    }

    /// Every arm at its place; the hold-out last, where there is one.
    public Map<Integer, String> armsAndHoldout() {
        var all = new TreeMap<Integer, String>();
        for (var arm : arms.keySet()) all.put(all.size(), arm);
        if (holdout > 0) all.put(HELD_OUT, HOLDOUT);
        return all;
    }

    /// The place of the arm that is a user's who has not entered yet; [#HELD_OUT]: none.
    public int assigned(String user) {
        return Assignment.isHeldOut(this, user) ? HELD_OUT : Assignment.armOf(this, user);
    }

    /// The place of the arm whose words a user gets, if any: that of the winner since it is stopped.
    public int given(String user) {
        return winner == null ? Assignment.armOf(this, user) : armNames().indexOf(winner);
    }

    /// What enrolments know it by, 4 bytes: another when anything of it changes that may not change while it runs.
    public byte[] knownBy() {
        var text = String.join("\0", name, salt, armNames().toString(), Integer.toString(holdout), goal.word());
        return Arrays.copyOf(
                Assignment.sha256(text + '\0' + goalWindow.toMillis() + '\0' + holdoutCounts), KNOWN_BY_BYTES);
    }

    /// The weights, as text: those who entered by the same ones are compared with what these make expect.
    public String segment() {
        return arms.entrySet().stream()
                .map(arm -> arm.getKey() + "=" + arm.getValue())
                .collect(Collectors.joining(","));
    }

    /// What another needs a new salt for that has this one's name and salt; empty: it may take its place.
    public Optional<String> needsNewSalt(Experiment other) {
        if (!salt.equals(other.salt)) return Optional.empty();
        if (!arms.keySet().equals(other.arms.keySet())) return Optional.of("arms");
        if (holdout != other.holdout) return Optional.of("holdout");
        if (!goal.equals(other.goal)) return Optional.of("goal");
        if (!goalWindow.equals(other.goalWindow)) return Optional.of("goal_window");
        return holdoutCounts == other.holdoutCounts ? Optional.empty() : Optional.of("holdout_counts");
    }
}

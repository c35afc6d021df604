package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.user.PreferenceChange;
import dev.opportune.ratelimiter.user.Users;
import dev.opportune.ratelimiter.user.Users.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a user of the [DecisionModel] chose, when, and each change that led there. The most specific word decides.
final class ModelPreferences {

    private @Nullable Choice promotional;
    private final Map<String, Choice> categories = new TreeMap<>();
    private final Map<String, Integer> limits = new TreeMap<>();
    private final List<PreferenceChange> history = new ArrayList<>();

    User.Preferences all() {
        return new User.Preferences(promotional, new TreeMap<>(categories), new TreeMap<>(limits));
    }

    /// The user's own limits, by cap.
    Map<String, Integer> limits() {
        return limits;
    }

    /// What the user refuses: categories, and "" for all that is promotional.
    Set<String> refusals() {
        var refused = new TreeSet<String>();
        if (isRefusal(promotional)) refused.add("");
        categories.forEach((name, choice) -> {
            if (isRefusal(choice)) refused.add(name);
        });
        return refused;
    }

    /// Every change, the oldest first.
    List<PreferenceChange> history() {
        return history;
    }

    /// The user says this, or, as a whole, this and nothing else any more. An import only adds to what the user said.
    void change(Users.PreferencesPatch patch, boolean whole, Instant now) {
        boolean imports = patch.source().equals(Users.IMPORT);
        var before = all();
        if (!imports) forget(patch, whole);
        say(patch, imports, now);
        record(before, patch, now);
    }

    /// As a whole: everything. With a refusal of all that is promotional: the grants of such categories.
    private void forget(Users.PreferencesPatch patch, boolean whole) {
        if (whole) {
            promotional = null;
            categories.clear();
            limits.clear();
        }
        if (!isRefusal(patch.promotional())) return;
        categories.entrySet().removeIf(said -> said.getValue().granted() && isPromotional(said.getKey(), patch));
    }

    private void say(Users.PreferencesPatch patch, boolean imports, Instant now) {
        boolean allWasRefused = isRefusal(promotional);
        promotional = said(promotional, patch.promotional(), patch, imports, now);
        patch.categories().forEach((category, change) -> {
            boolean lifts = allWasRefused && isPromotional(category, patch) && !categories.containsKey(category);
            if (imports && lifts && isGrant(change)) return;
            put(categories, category, said(categories.get(category), change, patch, imports, now));
        });
        patch.caps().forEach((cap, change) -> {
            if (change instanceof Change.Keep) return;
            var limit = change instanceof Change.Set<Integer>(var set) ? set : null;
            var own = limits.get(cap);
            if (imports && own != null && (limit == null || limit > own)) return;
            put(limits, cap, limit);
        });
    }

    private static @Nullable Choice said(
            @Nullable Choice old, Change<Boolean> change, Users.PreferencesPatch patch, boolean imports, Instant now) {
        if (imports && isRefusal(old)) return old;
        return switch (change) {
            case Change.Keep<Boolean> _ -> old;
            case Change.Remove<Boolean> _ -> null;
            case Change.Set<Boolean>(var granted) -> new Choice(granted, now, patch.caller(), patch.source());
        };
    }

    /// What has become another goes into the history; what has not keeps its record.
    private void record(User.Preferences before, Users.PreferencesPatch patch, Instant now) {
        if (isSame(before.promotional(), promotional)) promotional = before.promotional();
        else add(new PreferenceChange.Of.Promotional(granted(promotional)), patch, now);
        for (var category : names(before.categories(), categories)) {
            var old = before.categories().get(category);
            var said = categories.get(category);
            if (isSame(old, said)) put(categories, category, old);
            else add(new PreferenceChange.Of.Category(category, granted(said)), patch, now);
        }
        for (var cap : names(before.caps(), limits)) {
            var limit = limits.get(cap);
            if (Objects.equals(before.caps().get(cap), limit)) continue;
            add(new PreferenceChange.Of.Cap(cap, limit), patch, now);
        }
    }

    private void add(PreferenceChange.Of what, Users.PreferencesPatch patch, Instant now) {
        history.add(new PreferenceChange(now, what, patch.caller(), patch.source()));
    }

    private static Set<String> names(Map<String, ?> some, Map<String, ?> others) {
        var names = new TreeSet<>(some.keySet());
        names.addAll(others.keySet());
        return names;
    }

    private static boolean isPromotional(String category, Users.PreferencesPatch patch) {
        return !patch.otherClasses().contains(category);
    }

    private static boolean isRefusal(@Nullable Choice choice) {
        return choice != null && !choice.granted();
    }

    private static boolean isRefusal(Change<Boolean> change) {
        return change instanceof Change.Set<Boolean>(var granted) && !granted;
    }

    private static boolean isGrant(Change<Boolean> change) {
        return change instanceof Change.Set<Boolean>(var granted) && granted;
    }

    private static boolean isSame(@Nullable Choice a, @Nullable Choice b) {
        return Objects.equals(granted(a), granted(b));
    }

    private static @Nullable Boolean granted(@Nullable Choice choice) {
        return choice == null ? null : (Boolean) choice.granted();
    }

    private static <T> void put(Map<String, T> map, String name, @Nullable T value) {
        if (value == null) map.remove(name);
        else map.put(name, value);
    }

    /// Whose word decides: `category`, else `promotional`, or null when nothing was said.
    @Nullable
    String saidOf(String category, boolean isPromotional) {
        if (categories.containsKey(category)) return "category";
        return isPromotional && promotional != null ? "promotional" : null;
    }

    /// The word that decides: the category's, else that for all that is promotional.
    @Nullable
    Boolean choice(String category, boolean isPromotional) {
        var own = categories.get(category);
        return granted(own == null && isPromotional ? promotional : own);
    }
}

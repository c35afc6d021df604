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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a user of the [DecisionModel] chose, when, and each change that led there.
final class ModelPreferences {

    private @Nullable Choice promotional;
    private final Map<String, Choice> categories = new TreeMap<>();
    private final Map<String, Integer> limits = new TreeMap<>();
    private final List<PreferenceChange> history = new ArrayList<>();

    User.Preferences all() {
        return new User.Preferences(promotional, categories, limits);
    }

    /// The user's own limits, by cap.
    Map<String, Integer> limits() {
        return limits;
    }

    /// Every change, the oldest first.
    List<PreferenceChange> history() {
        return history;
    }

    /// The user says this, or, as a whole, this and nothing else any more.
    void change(Users.PreferencesPatch patch, boolean whole, Instant now) {
        var at = afterEveryChoice(now);
        var speaker = new Speaker(patch.caller(), patch.source(), at);
        boolean ofClass = whole || !(patch.promotional() instanceof Change.Keep);

        var ofAll = promotional;
        promotional = speaker.choose(ofAll, whole(patch.promotional(), whole), oldestRefusal(), false);
        if (!Objects.equals(ofAll, promotional)) {
            speaker.changed(new PreferenceChange.Of.Promotional(granted(promotional)));
        }
        var refusedAt = promotional == null || promotional.granted() ? Instant.MAX : promotional.at();
        members(categories, patch.categories(), whole).forEach((category, change) -> {
            var old = categories.get(category);
            var chosen = speaker.choose(old, change, refusedAt, isAnswer(old, change, ofClass, speaker));
            if (Objects.equals(old, chosen)) return;
            put(categories, category, chosen);
            speaker.changed(new PreferenceChange.Of.Category(category, granted(chosen)));
        });
        members(limits, patch.caps(), whole).forEach((cap, change) -> {
            var old = limits.get(cap);
            var limit = change instanceof Change.Set<Integer>(var set) ? set : null;
            if (Objects.equals(old, limit)) return;
            put(limits, cap, limit);
            speaker.changed(new PreferenceChange.Of.Cap(cap, limit));
        });
    }

    /// Who says something, where and when.
    private final class Speaker {
        private final String caller;
        private final String source;
        private final Instant at;
        private final boolean imports;

        Speaker(String caller, String source, Instant at) {
            this.caller = caller;
            this.source = source;
            this.at = at;
            this.imports = source.equals(Users.IMPORT);
        }

        /// What follows an old choice. An import overturns no refusal, and its grant comes before refusals elsewhere.
        ///
        /// @param isAnswer whether the same counts again
        @Nullable
        Choice choose(@Nullable Choice old, Change<Boolean> change, Instant refusedAt, boolean isAnswer) {
            if (imports && old != null && !old.granted()) return old;
            return switch (change) {
                case Change.Keep<Boolean> _ -> old;
                case Change.Remove<Boolean> _ -> null;
                case Change.Set<Boolean>(var granted) -> {
                    if (old != null && old.granted() == granted && !isAnswer) yield old;
                    boolean behind = imports && granted && refusedAt.isBefore(at);
                    yield new Choice(granted, behind ? refusedAt : at, caller, source);
                }
            };
        }

        void changed(PreferenceChange.Of of) {
            history.add(new PreferenceChange(at, of, caller, source));
        }
    }

    /// By name, in its order, what is said of each; as a whole also of those that are not named.
    private static <T, S> Map<String, Change<T>> members(
            Map<String, S> known, Map<String, Change<T>> changes, boolean whole) {
        var said = new TreeMap<String, Change<T>>();
        if (whole) known.keySet().forEach(name -> said.put(name, new Change.Remove<>()));
        changes.forEach((name, change) -> {
            if (!(change instanceof Change.Keep)) said.put(name, change);
        });
        return said;
    }

    private static Change<Boolean> whole(Change<Boolean> change, boolean whole) {
        return whole && change instanceof Change.Keep ? new Change.Remove<>() : change;
    }

    private static <T> void put(Map<String, T> map, String name, @Nullable T value) {
        if (value == null) map.remove(name);
        else map.put(name, value);
    }

    private static @Nullable Boolean granted(@Nullable Choice choice) {
        return choice == null ? null : (Boolean) choice.granted();
    }

    /// The same again, against a contrary word for the class that came after it.
    private boolean isAnswer(@Nullable Choice old, Change<Boolean> change, boolean ofClass, Speaker speaker) {
        if (!(change instanceof Change.Set<Boolean>(var granted)) || old == null || promotional == null) return false;
        if (old.granted() != granted || promotional.granted() == granted) return false;
        if (!granted) return promotional.at().isAfter(old.at());
        return !promotional.at().isBefore(old.at()) && !ofClass && !speaker.imports;
    }

    /// Now, but a millisecond after the latest choice, should the clock have stepped back or stood still.
    private Instant afterEveryChoice(Instant now) {
        var choices = new ArrayList<>(categories.values());
        if (promotional != null) choices.add(promotional);
        var at = now;
        for (var choice : choices) {
            if (!choice.at().isBefore(at)) at = choice.at().plusMillis(1);
        }
        return at;
    }

    private Instant oldestRefusal() {
        return categories.values().stream()
                .filter(choice -> !choice.granted())
                .map(Choice::at)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /// Whose word [#choice] is: `category`, `promotional`, or null when nothing was said.
    @Nullable
    String saidOf(String category, boolean isPromotional) {
        var latest = latest(category, isPromotional);
        if (latest == null) return null;
        return latest.equals(categories.get(category)) ? "category" : "promotional";
    }

    /// The latest word for a category; of two at one time the refusal.
    @Nullable
    Boolean choice(String category, boolean isPromotional) {
        return granted(latest(category, isPromotional));
    }

    private @Nullable Choice latest(String category, boolean isPromotional) {
        var own = categories.get(category);
        var all = isPromotional ? promotional : null;
        if (own == null || all == null) return own == null ? all : own;
        boolean refusalOfAll = own.granted() && !all.granted();
        boolean allDecides = all.at().isAfter(own.at()) || (all.at().equals(own.at()) && refusalOfAll);
        return allDecides ? all : own;
    }
}

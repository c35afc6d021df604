package dev.opportune.engagement.history;

import static dev.opportune.engagement.report.Metric.DID_GOAL;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.Interaction.Platform;
import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.touch.Interactions.Attributed;
import dev.opportune.engagement.touch.Interactions.Recorded;
import dev.opportune.engagement.touch.Interactions.Windows;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Goal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is measured of a user, as plainly as can be: lists of touches and conversions. Seconds since 1970.
final class ModelPerson {

    static final int MOST_CONVERSIONS = 16;
    private static final long LIFE = 30 * 86_400;
    private static final long SOON = 86_400;

    final String id;
    boolean refusesPromotions;
    boolean refusesMeasurement;
    final List<Touch> touches = new ArrayList<>();
    final List<Conversion> conversions = new ArrayList<>();
    final Map<String, Enrolment> enrolments = new HashMap<>();

    /// Whether a user operation has made the user: nobody else enters an experiment.
    boolean isKnown;

    ModelPerson(String id) {
        this.id = id;
    }

    static final class Touch {
        final String send;
        final long second;
        final long hourDecided;
        final Label label;
        final Set<String> marks = new HashSet<>();
        long openedAt;

        Touch(String send, long second, long hourDecided, Label label) {
            this.send = send;
            this.second = second;
            this.hourDecided = hourDecided;
            this.label = label;
        }
    }

    /// That the user entered an experiment.
    static final class Enrolment {
        final Experiment experiment;
        final int arm;
        final Label.OfArm label;
        final long second;
        final Set<String> done = new HashSet<>();

        Enrolment(Experiment experiment, int arm, Label.OfArm label, long second) {
            this.experiment = experiment;
            this.arm = arm;
            this.label = label;
            this.second = second;
        }
    }

    boolean mayEnter() {
        return isKnown && !refusesMeasurement;
    }

    /// The labels of enrolments of which this is the goal, for the first time.
    List<Label.OfArm> reach(Goal goal, long at, long since) {
        return doing(
                DID_GOAL,
                it -> it.experiment.goal().equals(goal)
                        && it.second <= since
                        && at - it.second <= it.experiment.goalWindow().toSeconds());
    }

    List<Label.OfArm> doing(String what, Predicate<Enrolment> counts) {
        return enrolments.values().stream()
                .filter(it -> counts.test(it) && it.done.add(what))
                .map(it -> it.label)
                .toList();
    }

    record Conversion(String name, String id, long at, Touch touch) {}

    /// What became of a conversion, and for which touch; whether it is the first of its name there.
    record Due(Attributed to, @Nullable Touch touch, boolean isFirst) {}

    void leave(Touch touch, int most) {
        touches.add(touch);
        if (touches.size() > most) touches.removeFirst();
    }

    void remove(String send) {
        touches.removeIf(touch -> touch.send.equals(send));
    }

    @Nullable
    Touch touchOf(String send) {
        return touches.stream().filter(it -> it.send.equals(send)).findFirst().orElse(null);
    }

    Recorded mark(String send, Kind kind, @Nullable Platform platform, long at, long now) {
        var touch = touchOf(send);
        if (touch == null || now - touch.second > LIFE) return Recorded.LATE;
        if (!touch.marks.add(kind == Kind.RECEIVED ? kind.word() + platform : kind.word())) return Recorded.DUPLICATE;
        if (kind == Kind.OPENED) touch.openedAt = Math.max(touch.second, Math.min(at, now));
        return Recorded.RECORDED;
    }

    Due convert(String name, String id, long saidAt, long now, Windows windows) {
        long at = Math.min(saidAt, now);
        for (var known : conversions) {
            if (known.name.equals(name) && known.id.equals(id)) return new Due(Attributed.DUPLICATE, null, false);
        }
        if (conversions.size() == MOST_CONVERSIONS && at <= conversions.getFirst().at) {
            return new Due(Attributed.LATE, null, false);
        }
        Touch opened = null;
        Touch shown = null;
        for (var touch : touches) {
            long opening = minuteOfOpening(touch);
            boolean isOpen = touch.marks.contains("opened") && opening <= at;
            if (isOpen && at - opening <= windows.opened().toSeconds()) {
                if (opened == null || opening >= minuteOfOpening(opened)) opened = touch;
            }
            if (touch.second <= at && at - touch.second <= windows.shown().toSeconds()) {
                if (shown == null || touch.second >= shown.second) shown = touch;
            }
        }
        var touch = opened == null ? shown : opened;
        if (touch == null) return new Due(Attributed.NONE, null, false);
        boolean isFirst = conversions.stream().noneMatch(it -> it.touch == touch && it.name.equals(name));
        int place = 0;
        for (int i = 0; i < conversions.size(); i++) if (conversions.get(i).at <= at) place = i + 1;
        conversions.add(place, new Conversion(name, id, at, touch));
        if (conversions.size() > MOST_CONVERSIONS) conversions.removeFirst();
        return new Due(opened == null ? Attributed.INFLUENCED : Attributed.DIRECT, touch, isFirst);
    }

    /// An opening is kept to the minute after the touch.
    private static long minuteOfOpening(Touch touch) {
        return touch.second + (touch.openedAt - touch.second) / 60 * 60;
    }

    /// The touch that a refusal is counted with; null: none.
    @Nullable
    Touch turnAway(long now) {
        if (touches.isEmpty()) return null;
        var latest = touches.getLast();
        return now - latest.second <= SOON && latest.marks.add("refused_after") ? latest : null;
    }

    void refuseMeasurement() {
        refusesMeasurement = true;
        touches.clear();
        conversions.clear();
        enrolments.clear();
    }

    void erase() {
        isKnown = false;
        enrolments.clear();
        refusesPromotions = false;
        refusesMeasurement = false;
        touches.clear();
        conversions.clear();
    }
}

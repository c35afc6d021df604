package dev.opportune.engagement.tally;

import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Measuring;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The numbers of labels, as a lane knows them. A send never waits for one: until the home slot has
/// given it, which is asked for at the first use, what is counted counts under its category's, and until
/// that has one, under 0. Confined to the lane.
public final class Labels implements Measuring {

    /// Numbers that are known at once; of more all are forgotten, and asked for again.
    static final int MOST_KNOWN = 50_000;

    /// Labels that are asked for at once: more would hold Redis up.
    static final int MOST_ASKED = 100;

    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    private final Storage redis;
    private final RedisClock clock;
    private final Limits limits;
    private final Map<Label, Known> known = new HashMap<>();
    private final Map<String, OfExperiment> ofExperiments = new HashMap<>();
    private final Set<Label> wanted = new LinkedHashSet<>();
    private boolean asking;
    private long inOther;

    /// What bounds them.
    ///
    /// @param touches how many a user keeps
    /// @param mostNewADay labels that are given a number a day
    /// @param retentionDays after which a label without use is forgotten
    public record Limits(int touches, int mostNewADay, int retentionDays) {
        public static final Limits DEFAULT = new Limits(7, 10_000, 90);

        public Limits {
            if (touches < 1 || touches > MOST_TOUCHES) {
                throw new IllegalArgumentException("touches: " + touches + " (expected: 1 to " + MOST_TOUCHES + ")");
            }
        }
    }

    private record OfExperiment(Experiment experiment, Map<Integer, Label.OfArm> labels) {}

    /// @param number 0: there are too many new ones today
    private record Known(long number, long askedMillis) {
        /// One that is in use says so each half day; one that got none asks each hour.
        boolean isStale(long nowMillis) {
            return nowMillis - askedMillis > (number == 0 ? HOUR_MS : DAY_MS / 2);
        }
    }

    public Labels(Storage redis, RedisClock clock, Limits limits) {
        this.redis = redis;
        this.clock = clock;
        this.limits = limits;
    }

    @Override
    public int touches() {
        return limits.touches;
    }

    @Override
    public long labelOf(Admit.Request send, Policy.Category category) {
        return labelOf(send, category, null);
    }

    @Override
    public long labelOf(Admit.Request send, Policy.Category category, @Nullable String locale) {
        var template = send.template();
        var trial = send.trial();
        var intent = category.intent();
        return numberOf(new Label.OfSends(
                category.name(),
                intent == null ? null : intent.name().toLowerCase(Locale.ROOT),
                send.campaign(),
                template == null ? null : template.id(),
                locale,
                trial == null ? null : trial.experiment().name(),
                trial == null ? null : trial.arm()));
    }

    @Override
    public long labelOf(Experiment experiment, int arm) {
        return knownNumber(Objects.requireNonNull(labels(experiment).get(arm), "an arm of it"));
    }

    @Override
    public Future<Void> know(Experiment experiment) {
        var all = labels(experiment).values();
        for (var label : all) if (!known.containsKey(label)) return ask(List.copyOf(all));
        return Future.succeededFuture();
    }

    /// Those of an experiment, by the places of its arms. Made once for each.
    public Map<Integer, Label.OfArm> labels(Experiment experiment) {
        var made = ofExperiments.get(experiment.name());
        if (made != null && made.experiment.equals(experiment)) return made.labels;
        var labels = new TreeMap<Integer, Label.OfArm>();
        var knownBy = HexFormat.of().formatHex(experiment.knownBy());
        experiment
                .armsAndHoldout()
                .forEach((place, arm) ->
                        labels.put(place, new Label.OfArm(experiment.name(), knownBy, experiment.segment(), arm)));
        ofExperiments.put(experiment.name(), new OfExperiment(experiment, labels));
        return labels;
    }

    /// The number to count under: its own, else its category's, else 0.
    public long numberOf(Label.OfSends label) {
        long own = knownNumber(label);
        if (own > 0) return own;
        inOther++;
        return knownNumber(label.ofCategory());
    }

    /// Asks for the numbers of what is not known yet, and waits for them: for what is in no hurry, and at the start.
    public Future<Void> ask(List<? extends Label> labels) {
        var missing = new ArrayList<Label>();
        for (var label : labels) if (!known.containsKey(label)) missing.add(label);
        if (missing.isEmpty()) return Future.succeededFuture();
        var page = List.copyOf(missing.subList(0, Math.min(missing.size(), MOST_ASKED)));
        return run(page).compose(_ -> ask(missing.subList(page.size(), missing.size())));
    }

    /// How many sends were counted under their category's, or all others', since the lane began.
    public long inOther() {
        return inOther;
    }

    /// The number, or 0 where none is known.
    long knownNumber(Label label) {
        var number = known.get(label);
        if (number == null || number.isStale(clock.nowMillis())) want(label);
        return number == null ? 0 : number.number;
    }

    private void want(Label label) {
        if (wanted.size() < MOST_KNOWN) wanted.add(label);
        if (!asking) askWanted();
    }

    private void askWanted() {
        if (wanted.isEmpty()) return;
        asking = true;
        var page = wanted.stream().limit(MOST_ASKED).toList();
        page.forEach(wanted::remove);
        // What was not answered is wanted again when it is used again.
        run(page).onComplete(done -> {
            asking = false;
            if (done.succeeded()) askWanted();
        });
    }

    private Future<Void> run(List<Label> labels) {
        long now = redis.testNow() > 0 ? redis.testNow() : clock.nowMillis();
        var packed = new Packed().array(3 + labels.size()).put(redis.testNow());
        // Those of experiments are few, and what they count must not be lost among others.
        boolean allOfArms = labels.stream().allMatch(Label.OfArm.class::isInstance);
        packed.put(allOfArms ? Integer.MAX_VALUE : limits.mostNewADay).put(limits.retentionDays);
        labels.forEach(label -> packed.put(LabelCodec.pack(label)));
        return redis.run(Script.LABEL, redis.keys().ofLabels(Math.floorDiv(now, DAY_MS)), packed.bytes())
                .map(reply -> {
                    if (known.size() + labels.size() > MOST_KNOWN) known.clear();
                    var numbers = (List<?>) reply.get(2);
                    for (int i = 0; i < labels.size(); i++) {
                        known.put(labels.get(i), new Known((Long) numbers.get(i), now));
                    }
                    return null;
                });
    }
}

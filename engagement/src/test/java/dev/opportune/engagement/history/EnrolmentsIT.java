package dev.opportune.engagement.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.report.Metric;
import dev.opportune.engagement.tally.Entries;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.history.Entry;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Lease;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.send.Trial;
import dev.opportune.ratelimiter.user.Enrolment;
import dev.opportune.ratelimiter.user.UserExport;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What histories of a few experiments do not reach: the bound of enrolments, marks that count once, places of those
/// who
/// are held out, and who is not counted.
class EnrolmentsIT {

    private static final int MOST = PolicyFile.MAX_RUNNING_EXPERIMENTS;
    private static final List<String> APPS = List.of("ios", "android");

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static int made;

    private Scene scene;

    @BeforeEach
    void begins() throws Exception {
        long now = System.currentTimeMillis();
        var labels = new Labels(redis.storage(() -> now), new RedisClock(), Scene.LIMITS);
        scene = new Scene(redis, 1, now, labels, "salt-" + made++); // another salt counts from zero
        scene.isSound();
    }

    @Test
    void of_sixteen_enrolments_the_oldest_of_an_experiment_that_runs_no_longer_gives_way() throws Exception {
        known("user");
        var first = policy(0, MOST, _ -> true);
        for (var name : first.experiments().keySet()) enter(first, name);
        assertThat(experiments(first)).isEqualTo(names(0, MOST));

        var later = policy(0, MOST + 2, i -> i != 3 && i != 7);
        enter(later, "e0");
        assertThat(experiments(later)).as("who is in has a place").isEqualTo(names(0, MOST));
        enter(later, "e16");
        var remaining = names(0, MOST + 1);
        remaining.remove("e3");
        assertThat(experiments(later)).isEqualTo(remaining);
        enter(later, "e17");
        remaining.remove("e7");
        remaining.add("e17");
        assertThat(experiments(later)).isEqualTo(remaining);
        for (var entered : remaining) {
            assertThat(entered(later.experiments().get(entered))).isEqualTo(1);
        }
    }

    /// No policy has so many that run; gateways with different ones may, together.
    @Test
    void when_none_gives_way_a_send_is_like_any_other() throws Exception {
        known("user");
        var first = policy(0, MOST, _ -> true);
        for (var name : first.experiments().keySet()) enter(first, name);
        var all = new TreeMap<>(first.experiments());
        all.putAll(policy(MOST, MOST + 1, _ -> true).experiments());
        var both = new Policy("both", first.defaults(), first.caps(), first.categories(), all);

        var beyond = enter(both, "e16");
        assertThat(beyond.decision()).isInstanceOf(Decision.Admitted.class);
        assertThat(beyond.arm()).isEqualTo(all.get("e16").given("user"));
        assertThat(experiments(both)).isEqualTo(names(0, MOST));
        assertThat(entered(all.get("e16"))).isZero();
        assertThat(entered(all.get("e0"))).isEqualTo(1);
    }

    @Test
    void the_winner_of_a_stopped_experiment_is_for_those_too_who_entered_in_another_arm_or_were_held_out()
            throws Exception {
        var running = "{salt: \"%s\", arms: {a: 1, b: 1}, holdout: 50, goal: \"converted:purchase\"%s}";
        var salt = "salt-" + made;
        var first = with(running.formatted(salt, "")).experiments().get("won");
        int arms = 0;
        for (int i = 0; arms != 0b111; i++) {
            var user = "won-" + i;
            arms |= 1 << Math.min(first.assigned(user), 2);
            known(user);
            var sent =
                    admit(with(running.formatted(salt, "")), trial(first, user), user, "order", Moment.Absolute.UNSAID);
            assertThat(reason(sent))
                    .isEqualTo(first.assigned(user) == Experiment.HELD_OUT ? SuppressReason.HELD_OUT : null);
            var entered = enrolments(user);
            assertThat(entered).hasSize(1);

            var over = with(running.formatted(salt, ", state: stopped, winner: b"));
            var later = admit(over, trial(over.experiments().get("won"), user), user, "order", Moment.Absolute.UNSAID);
            assertThat(later.decision()).isInstanceOf(Decision.Admitted.class);
            assertThat(later.arm()).isEqualTo(1);
            assertThat(enrolments(user)).isEqualTo(entered);
        }
    }

    private static Policy with(String experiment) throws Exception {
        return PolicyFile.parse(
                "version: a\ncategories: {order: {class: transactional, consent: none}}\nexperiments:\n  won: "
                        + experiment,
                "policy");
    }

    @Test
    void a_user_found_unregistered_counts_once_in_the_arm_however_many_devices_go() throws Exception {
        known("user");
        var words = trialOf("clicks", "user");
        var first = lease(admit(words, "user", "order", Moment.Absolute.UNSAID));
        var second = lease(admit(words, "user", "order", Moment.Absolute.UNSAID));
        boolean parked = scene.await(() -> scene.lane(0)
                .park(first.id, "user", first.lease.fence(), scene.now() + 1, first.lease.deliveries(), gone("ios")));
        assertThat(parked).isTrue();
        assertThat(counted(words.experiment(), Metric.FOUND_UNREGISTERED)).isEqualTo(1);
        settle(second, gone("android"));

        assertThat(counted(words.experiment(), Metric.FOUND_UNREGISTERED)).isEqualTo(1);
        assertThat(counted(words.experiment(), Metric.ENTERED)).isEqualTo(1);
        assertThat(enrolments("user").getFirst().foundUnregistered()).isTrue();
    }

    @Test
    void a_settlement_that_finds_a_device_unregistered_counts_as_well() throws Exception {
        known("user");
        var words = trialOf("clicks", "user");
        settle(lease(admit(words, "user", "order", Moment.Absolute.UNSAID)), gone("ios"));
        assertThat(counted(words.experiment(), Metric.FOUND_UNREGISTERED)).isEqualTo(1);
        settle(lease(admit(words, "user", "order", Moment.Absolute.UNSAID)), gone("android"));
        assertThat(counted(words.experiment(), Metric.FOUND_UNREGISTERED)).isEqualTo(1);
    }

    @Test
    void a_user_who_turns_away_counts_once_in_the_arm_however_many_pushes_that_follows() throws Exception {
        known("user");
        var words = trialOf("clicks", "user");
        for (int i = 0; i < 2; i++) {
            assertThat(admit(words, "user", "news", Moment.Absolute.UNSAID).decision())
                    .isInstanceOf(Decision.Admitted.class);
            scene.clock.addAndGet(1_000);
            promotions("user", false);
            promotions("user", true);
        }
        assertThat(counted(words.experiment(), Metric.REFUSED_AFTER)).isEqualTo(1);
        assertThat(enrolments("user").getFirst().refusedAfter()).isTrue();
    }

    @Test
    void who_is_held_out_takes_places_of_caps_where_the_experiment_says_so_alone() throws Exception {
        for (var name : List.of("words", "places")) {
            var heldOut = heldOut(name);
            known(heldOut);
            var trial = trialOf(name, heldOut);
            for (int i = 0; i < 3; i++) { // the cap's limit
                assertThat(reason(admit(trial, heldOut, "sale", Moment.Absolute.UNSAID)))
                        .isEqualTo(SuppressReason.HELD_OUT);
            }
            var next = admit(null, heldOut, "sale", Moment.Absolute.UNSAID);
            assertThat(reason(next)).as(name).isEqualTo(name.equals("places") ? SuppressReason.FREQUENCY_CAP : null);
            assertThat(counted(trial.experiment(), Metric.ENTERED)).isEqualTo(1);
        }
    }

    @Test
    void who_is_held_out_of_a_send_that_waited_takes_its_places_then() throws Exception {
        for (var name : List.of("words", "places")) {
            var heldOut = heldOut(name);
            known(heldOut);
            var trial = trialOf(name, heldOut);
            var waits = new ArrayList<String>();
            var from = Instant.ofEpochMilli(scene.now() + 60_000);
            for (int i = 0; i < 3; i++) {
                var decided = admit(trial, heldOut, "sale", new Moment.Absolute(from, null, Duration.ofHours(1)));
                assertThat(decided.decision()).isInstanceOf(Decision.Deferred.class);
                waits.add(decided.sendId());
            }
            assertThat(enrolments(heldOut)).isEmpty();
            scene.clock.set(from.toEpochMilli());
            for (var id : waits) {
                assertThat(scene.wake(id)).isEqualTo(Scan.Woken.READY);
                assertThat(scene.claim(0, id)).isInstanceOf(Claim.Reply.Ended.class);
            }
            var next = admit(null, heldOut, "sale", Moment.Absolute.UNSAID);
            assertThat(reason(next)).as(name).isEqualTo(name.equals("places") ? SuppressReason.FREQUENCY_CAP : null);
            assertThat(counted(trial.experiment(), Metric.ENTERED)).isEqualTo(1);
        }
    }

    /// Its record has both then, the ticket and what became of it.
    @Test
    void a_send_that_was_looked_at_too_early_still_has_its_ticket() throws Exception {
        var heldOut = heldOut("words");
        known(heldOut);
        var trial = trialOf("words", heldOut);
        long from = scene.now() + 60_000;
        var moment = new Moment.Absolute(Instant.ofEpochMilli(from), null, Duration.ofHours(1));
        var sendId = admit(trial, heldOut, "sale", moment).sendId();
        for (int i = 1; i <= 3; i++) {
            var muted = Instant.ofEpochMilli(scene.now() + 10_000 + i);
            var profile = new User.Profile(null, null, null, null, muted);
            var _ = scene.await(() -> scene.users.putProfile(heldOut, profile));
            assertThat(scene.wake(sendId)).isEqualTo(Scan.Woken.READY);
            assertThat(scene.claim(0, sendId)).isEqualTo(new Claim.Reply.Parked(from));
        }
        var early = new Entry.Parked(scene.now(), from, "scheduled");
        assertThat(scene.await(() -> scene.lane(0).story(sendId)).orElseThrow().history())
                .isEqualTo(new dev.opportune.ratelimiter.history.History(0, List.of(early, early, early)));

        scene.clock.set(from);
        assertThat(scene.wake(sendId)).isEqualTo(Scan.Woken.READY);
        assertThat(scene.claim(0, sendId)).isInstanceOf(Claim.Reply.Ended.class);
        assertThat(counted(trial.experiment(), Metric.ENTERED)).isEqualTo(1);
        assertThat(enrolments(heldOut)).hasSize(1);
        assertThat(scene.await(() -> scene.lane(0).story(sendId)).orElseThrow().history())
                .isEqualTo(new dev.opportune.ratelimiter.history.History(0, List.of(early, early, early)));
    }

    @Test
    void who_is_erased_is_counted_no_more_and_gets_an_arms_words() throws Exception {
        var heldOut = heldOut("words");
        known(heldOut);
        var words = trialOf("words", heldOut);
        assertThat(reason(admit(words, heldOut, "order", Moment.Absolute.UNSAID)))
                .isEqualTo(SuppressReason.HELD_OUT);
        var _ = scene.await(() -> scene.users.erase(heldOut));
        isNotCounted(words, heldOut);
    }

    @Test
    void who_refuses_to_be_measured_is_counted_no_more_and_gets_an_arms_words() throws Exception {
        var heldOut = heldOut("words");
        known(heldOut);
        var words = trialOf("words", heldOut);
        assertThat(reason(admit(words, heldOut, "order", Moment.Absolute.UNSAID)))
                .isEqualTo(SuppressReason.HELD_OUT);
        var refused = new PreferencesPatch(
                new Change.Keep<>(), Map.of(), Map.of(), Set.of(), "caller", "app", new Change.Set<>(false));
        var _ = scene.await(() -> scene.users.patchPreferences(heldOut, refused));
        assertThat(enrolments(heldOut)).isEmpty();
        isNotCounted(words, heldOut);
        promotions(heldOut, false);
        assertThat(counted(words.experiment(), Metric.REFUSED_AFTER)).isZero();
    }

    /// Entered once, before: what follows is as if there were no experiment.
    private void isNotCounted(Trial trial, String user) throws Exception {
        var sent = admit(trial, user, "order", Moment.Absolute.UNSAID);
        assertThat(sent.decision()).isInstanceOf(Decision.Admitted.class);
        assertThat(sent.arm()).isEqualTo(trial.experiment().given(user));
        var _ = scene.await(() -> scene.interactions.convert(user, "purchase", "order-1", null, null));
        assertThat(enrolments(user)).isEmpty();
        assertThat(counted(trial.experiment(), Metric.ENTERED)).isEqualTo(1);
        assertThat(counted(trial.experiment(), Metric.DID_GOAL)).isZero();
    }

    /// Experiments `e{from}` to `e{to}`, the last one not among them.
    private Policy policy(int from, int to, IntPredicate runs) throws Exception {
        var yaml = new StringBuilder(
                "version: a\ncategories: {order: {class: transactional, consent: none}}\nexperiments:\n");
        IntStream.range(from, to)
                .mapToObj(i -> "  e" + i + ": {salt: \"" + made + "\", arms: {a: 1, b: 1}, goal: opened"
                        + (runs.test(i) ? "}\n" : ", state: stopped, winner: a}\n"))
                .forEach(yaml::append);
        return PolicyFile.parse(yaml.toString(), "policy");
    }

    private static List<String> names(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to).mapToObj(i -> "e" + i).toList());
    }

    private Admit.Reply.Decided enter(Policy policy, String experiment) throws Exception {
        scene.clock.addAndGet(1_000);
        return admit(
                policy, trial(policy.experiments().get(experiment), "user"), "user", "order", Moment.Absolute.UNSAID);
    }

    private static Trial trial(Experiment experiment, String user) {
        var says = experiment.armNames().stream()
                .map(it -> new Trial.Variant(Buffer.buffer(it), null))
                .toList();
        return Trial.of(experiment, user, says);
    }

    private Trial trialOf(String experiment, String user) {
        return trial(scene.policy.experiments().get(experiment), user);
    }

    private Admit.Reply.Decided admit(@Nullable Trial trial, String user, String category, Moment moment)
            throws Exception {
        return admit(scene.policy, trial, user, category, moment);
    }

    private Admit.Reply.Decided admit(Policy policy, @Nullable Trial trial, String user, String category, Moment moment)
            throws Exception {
        var lane = scene.lane(0);
        var id = scene.await(() -> Future.succeededFuture(lane.newSendId(user)));
        var devices = APPS.stream()
                .map(app -> new Admit.InlineDevice(app, app + "-of-" + user))
                .toList();
        var send = new Admit.Request(
                id, user, "caller", null, category, null, null, null, Buffer.buffer("{}"), moment, devices);
        return (Admit.Reply.Decided) scene.await(() -> lane.admit(trial == null ? send : send.with(trial), policy));
    }

    private static @Nullable SuppressReason reason(Admit.Reply.Decided decided) {
        return decided.decision() instanceof Decision.Suppressed suppressed ? suppressed.reason() : null;
    }

    private record Leased(String id, Lease lease) {}

    private static Leased lease(Admit.Reply.Decided decided) {
        return new Leased(decided.sendId(), decided.lease());
    }

    private void settle(Leased send, List<DeviceNews> news) throws Exception {
        var deliveries = send.lease.deliveries().stream()
                .map(it -> it.with(Outcome.UNREGISTERED, "", null, scene.now()))
                .toList();
        var settlement = new Ending.Settlement(send.lease.fence(), SendState.REJECTED, "", deliveries, news);
        boolean settled = scene.await(() -> scene.lane(0).settle(send.id, "user", settlement));
        assertThat(settled).isTrue();
    }

    private List<DeviceNews> gone(String app) {
        return List.of(new DeviceNews(app, app + "-of-user", DeviceNews.Kind.INVALIDATED, "gone", scene.now()));
    }

    /// A user with a device in each app.
    private void known(String user) throws Exception {
        for (var app : APPS) {
            var device = new User.Device(
                    app, app, app + "-of-" + user, Permission.AUTHORIZED, Instant.EPOCH, ZoneId.of("UTC"), null);
            var _ = scene.await(() -> scene.users.putDevice(user, device));
        }
    }

    private String heldOut(String experiment) {
        var of = scene.policy.experiments().get(experiment);
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> experiment + "-" + made + "-" + i)
                .filter(user -> of.assigned(user) == Experiment.HELD_OUT)
                .findFirst()
                .orElseThrow();
    }

    private void promotions(String user, boolean wants) throws Exception {
        var patch = new PreferencesPatch(new Change.Set<>(wants), Map.of(), Map.of(), Set.of(), "caller", "app");
        var _ = scene.await(() -> scene.users.patchPreferences(user, patch));
    }

    private List<Enrolment> enrolments(String user) throws Exception {
        return scene.await(() -> scene.users.export(user))
                .map(UserExport::enrolments)
                .orElse(List.of());
    }

    /// By name, the oldest first.
    private List<String> experiments(Policy policy) throws Exception {
        var names = new TreeMap<String, String>();
        policy.experiments().forEach((name, it) -> names.put(HexFormat.of().formatHex(it.knownBy()), name));
        return enrolments("user").stream().map(it -> names.get(it.knownBy())).toList();
    }

    private long entered(Experiment experiment) throws Exception {
        return counted(experiment, Metric.ENTERED);
    }

    /// Of all arms.
    private long counted(Experiment experiment, String metric) throws Exception {
        scene.foldAll();
        return scene.await(() -> new Entries(redis.storage(scene::now)).of(experiment)).values().stream()
                .mapToLong(cells -> cells.get(metric))
                .sum();
    }
}

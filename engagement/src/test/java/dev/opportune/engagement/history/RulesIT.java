package dev.opportune.engagement.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Metric;
import dev.opportune.engagement.tally.Folds;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.tally.Tallies;
import dev.opportune.engagement.touch.Interactions.Recorded;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.user.RedisUsers;
import dev.opportune.ratelimiter.user.Users.Change.Keep;
import dev.opportune.ratelimiter.user.Users.Change.Set;
import dev.opportune.ratelimiter.user.Users.ProfilePatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the histories do not do: rules of time, of bounds, and of turning away.
class RulesIT {

    private static final long NOW = System.currentTimeMillis();
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final Label.OfSends CATEGORY = new Label.OfSends("news", null, Label.OTHER, null, null, null, null);

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    @Test
    void more_labels_than_a_day_takes_count_under_their_categorys() throws Exception {
        var labels = labels(2, NOW);
        ask(labels, CATEGORY, news("first"), news("second"));

        assertThat(labels.numberOf(news("first"))).isEqualTo(2);
        assertThat(labels.inOther()).isZero();
        assertThat(labels.numberOf(news("second"))).isEqualTo(labels.numberOf(CATEGORY));
        assertThat(labels.inOther()).isEqualTo(1);

        var tomorrow = labels(2, NOW + DAY_MS);
        ask(tomorrow, news("first"), news("second"));
        assertThat(tomorrow.numberOf(news("first"))).isEqualTo(2);
        assertThat(tomorrow.numberOf(news("second"))).isEqualTo(3);
    }

    @Test
    void a_label_is_forgotten_when_all_hours_of_its_use_are_and_its_number_is_nobodys() throws Exception {
        ask(labels(10, NOW), news("old"), news("used"));
        ask(labels(10, NOW + 60 * DAY_MS), news("used"));
        var later = labels(10, NOW + 100 * DAY_MS);
        ask(later, news("new")); // looks for what is too old
        ask(later, news("old"), news("used"));

        assertThat(later.numberOf(news("used"))).isEqualTo(2);
        assertThat(later.numberOf(news("new"))).isEqualTo(3);
        assertThat(later.numberOf(news("old"))).isEqualTo(4);
    }

    @Test
    void hours_are_kept_for_their_retention_and_what_is_older_is_not_added() throws Exception {
        var labels = labels(10, NOW);
        ask(labels, CATEGORY, news("rain"));
        var kept = scene(NOW - 88 * DAY_MS, labels);
        var gone = scene(NOW - 91 * DAY_MS, labels);
        for (var scene : List.of(kept, gone)) admit(scene, "user", Moment.Absolute.UNSAID);
        foldAll(new Folds(redis.storage(() -> NOW), labels, Duration.ofDays(90), Folds.Entered.UNHEARD), kept);

        assertThat(read(gone.hour(), kept.hour())).isEmpty();
        assertThat(read(kept.hour(), kept.hour() + 1).get(news("rain")).get(Metric.ADMITTED))
                .isEqualTo(1);
    }

    @Test
    void who_mutes_soon_after_a_push_has_turned_away_from_it_once() throws Exception {
        var scene = measured();
        admit(scene, "user", Moment.Absolute.UNSAID);
        mute(scene.users, "user", 1);
        mute(scene.users, "user", 2);

        assertThat(refusals(scene)).isEqualTo(1);
    }

    @Test
    void who_mutes_a_day_after_a_push_has_not_turned_away_from_it() throws Exception {
        var scene = measured();
        admit(scene, "user", Moment.Absolute.UNSAID);
        scene.clock.addAndGet(DAY_MS + 1_000);
        mute(scene.users, "user", 1);

        assertThat(refusals(scene)).isZero();
    }

    @Test
    void who_denies_notifications_soon_after_a_push_has_turned_away_from_it() throws Exception {
        var scene = measured();
        put(scene.users, Permission.AUTHORIZED);
        admit(scene, "user", Moment.Absolute.UNSAID);
        put(scene.users, Permission.AUTHORIZED);
        assertThat(refusals(scene)).isZero();
        put(scene.users, Permission.DENIED);
        put(scene.users, Permission.DENIED);

        assertThat(refusals(scene)).isEqualTo(1);
    }

    @Test
    void an_import_turns_nobody_away() throws Exception {
        var scene = measured();
        put(scene.users, Permission.AUTHORIZED);
        admit(scene, "user", Moment.Absolute.UNSAID);
        mute(scene.users.forImports(), "user", 1);
        put(scene.users.forImports(), Permission.DENIED);

        assertThat(refusals(scene)).isZero();
    }

    @Test
    void what_waited_leaves_its_touch_when_a_lane_takes_it_up_and_counts_in_the_hour_of_its_decision()
            throws Exception {
        var scene = measured();
        long decided = scene.hour();
        var from = Instant.ofEpochMilli(scene.now() + 5 * HOUR_MS);
        var waits = admit(scene, "user", new Moment.Absolute(from, null, Duration.ofHours(2)));
        assertThat(open(scene, waits)).isEqualTo(Recorded.LATE);

        scene.clock.set(from.toEpochMilli());
        assertThat(scene.wake(waits)).isEqualTo(Scan.Woken.READY);
        assertThat(scene.claim(0, waits)).isInstanceOfSatisfying(Claim.Reply.Leased.class, leased -> {
            assertThat(leased.lease().touched().second()).isEqualTo(scene.now() / 1_000);
        });
        scene.clock.addAndGet(60_000);
        assertThat(open(scene, waits)).isEqualTo(Recorded.RECORDED);
        assertThat(open(scene, waits)).isEqualTo(Recorded.DUPLICATE);

        scene.foldAll();
        var cells = read(decided, decided + 24);
        assertThat(cells.get(news("rain")).get(Metric.openedAfter(3))).isEqualTo(1);
        assertThat(read(decided + 1, decided + 24)).isEmpty();
    }

    private static Recorded open(Scene scene, String sendId) throws Exception {
        return scene.await(() -> scene.interactions.mark("user", sendId, Kind.OPENED, null, null));
    }

    private static Labels labels(int mostNewADay, long now) {
        return new Labels(redis.storage(() -> now), new RedisClock(), new Labels.Limits(3, mostNewADay, 90));
    }

    private static void ask(Labels labels, Label... asked) throws Exception {
        var _ = redis.onLane(() -> labels.ask(List.of(asked)));
    }

    private static Label.OfSends news(String campaign) {
        return new Label.OfSends("news", null, campaign, null, null, null, null);
    }

    private static Scene scene(long now, Labels labels) throws Exception {
        var scene = new Scene(redis, 1, now, labels, "salt");
        scene.isSound();
        return scene;
    }

    /// One whose labels have their numbers.
    private static Scene measured() throws Exception {
        var labels = labels(10, NOW);
        ask(labels, CATEGORY, news("rain"));
        return scene(NOW, labels);
    }

    private static String admit(Scene scene, String user, Moment moment) throws Exception {
        var lane = scene.lane(0);
        var id = redis.onLane(() -> Future.succeededFuture(lane.newSendId(user)));
        var device = List.of(new Admit.InlineDevice("ios", "a-token"));
        var send = new Admit.Request(
                id, user, "caller", null, "news", "rain", null, null, Buffer.buffer("{}"), moment, device);
        var reply = (Admit.Reply.Decided) scene.await(() -> lane.admit(send, scene.policy));
        assertThat(reply.decision()).isNotInstanceOf(Decision.Suppressed.class);
        return id;
    }

    private static void mute(RedisUsers users, String user, int days) throws Exception {
        var until = new Set<>(Instant.ofEpochMilli(NOW + (10 + days) * DAY_MS));
        var patch = new ProfilePatch(new Keep<>(), new Keep<>(), new Keep<>(), new Keep<>(), until);
        var _ = redis.onLane(() -> users.patchProfile(user, patch));
    }

    private static void put(RedisUsers users, Permission permission) throws Exception {
        var device =
                new User.Device("phone", "ios", "a-token", permission, Instant.EPOCH, ZoneId.of("Europe/Berlin"), null);
        var _ = redis.onLane(() -> users.putDevice("user", device));
    }

    private static long refusals(Scene scene) throws Exception {
        scene.foldAll();
        var cells = read(NOW / HOUR_MS, NOW / HOUR_MS + 1).get(news("rain"));
        return cells.get(Metric.REFUSED_AFTER);
    }

    private static void foldAll(Folds folds, Scene scene) throws Exception {
        int partition = redis.onLane(() -> Future.succeededFuture(scene.lane(0).partitionOf("user")));
        while (redis.onLane(() -> folds.fold(partition)) > 0) {}
    }

    private static Map<Label, Cells> read(long fromHour, long toHour) throws Exception {
        var found = new HashMap<Label, Cells>();
        var tallies = new Tallies(redis.storage(() -> 0));
        var _ = redis.onLane(() -> tallies.read(
                        fromHour, toHour, (_, label) -> found.computeIfAbsent(label, _ -> new Cells()))
                .map(true));
        return found;
    }
}

package dev.opportune.engagement.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.tally.Tallies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisClock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generated histories of sends, interactions, repeats, lost replies, takeovers, erasures, and folds
/// broken off anywhere, against a plain model: every reply as foreseen, every cell equal, every sum
/// balances. They run beside each other, so that many fold a partition at once, by clocks that differ.
///
/// More of them, a thousand at a time: `-Dopportune.histories=100000`; others: `-Dopportune.seed=…`.
class HistoriesIT {

    private static final int HISTORIES = Integer.getInteger("opportune.histories", 100);
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final int STEPS = 40;
    private static final int AT_A_TIME = 1_000;
    private static final int AT_ONCE = 32;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    /// The seed of the first one of each thousand.
    private static LongStream thousands() {
        return LongStream.iterate(0, it -> it < HISTORIES, it -> it + AT_A_TIME).map(it -> SEED + it);
    }

    @ParameterizedTest
    @MethodSource("thousands")
    void every_cell_equals_a_plain_models(long seed) throws Exception {
        long begins = System.currentTimeMillis(); // near the present, since Redis ends keys by its own
        var ledger = new Ledger();
        var labels = new Labels(redis.storage(() -> 0), new RedisClock(), Scene.LIMITS);
        var histories = new ArrayList<History>();
        var scenes = new ArrayList<Scene>();
        for (long each = seed; each < Math.min(seed + AT_A_TIME, SEED + HISTORIES); each++) {
            var scene = new Scene(redis, each, begins, labels, "salt-" + seed);
            scenes.add(scene);
            histories.add(new History(scene, each, ledger));
        }
        var used = new ArrayList<Label>();
        for (var history : histories) {
            for (var category : Scene.CATEGORIES) {
                used.add(Scene.labelOf(category, history.campaign(), null, null));
                for (var experiment : scenes.getFirst().policy.experiments().values()) {
                    for (var arm : experiment.armNames()) {
                        used.add(Scene.labelOf(category, history.campaign(), experiment.name(), arm));
                    }
                }
            }
        }
        var _ = scenes.getFirst().await(() -> labels.ask(used).map(true));
        play(histories);
        scenes.getFirst().foldAll();

        var found = new HashMap<Ledger.Cell, Cells>();
        var report = new Report(Report.By.CAMPAIGN, false, ZoneOffset.UTC, _ -> true);
        var tallies = new Tallies(redis.storage(() -> 0));
        long from = begins / 3_600_000;
        var _ = scenes.getFirst()
                .await(() -> tallies.read(
                                from,
                                from + 24 * 60,
                                (hour, label) -> found.computeIfAbsent(new Ledger.Cell(hour, label), _ -> new Cells()))
                        .map(true));
        var ofThisSalt = HexFormat.of();
        var known = scenes.getFirst().policy.experiments().values().stream()
                .map(it -> ofThisSalt.formatHex(it.knownBy()))
                .toList();
        var _ = scenes.getFirst()
                .await(() -> tallies.read(
                                Ledger.OF_EXPERIMENTS,
                                Ledger.OF_EXPERIMENTS + 1,
                                (hour, label) -> label instanceof Label.OfArm arm && known.contains(arm.knownBy())
                                        ? found.computeIfAbsent(new Ledger.Cell(hour, label), _ -> new Cells())
                                        : null)
                        .map(true));
        found.forEach((cell, cells) -> {
            var group = report.cells(cell.hour(), cell.label());
            if (group != null) group.add(cells);
        });
        var expected = ledger.cells();
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (cell, cells) -> assertThat(found.get(cell)).as(cell.toString()).isEqualTo(cells));
        var rows = report.rows();
        for (var history : histories) {
            var row = rows.get(history.campaign());
            assertThat(row == null ? 0 : row.alive()).as(history.campaign()).isEqualTo(history.alive());
        }
    }

    private static void play(List<History> histories) throws Exception {
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var played = new ArrayList<java.util.concurrent.Future<?>>();
            for (var history : histories) {
                played.add(threads.submit(() -> {
                    history.run(STEPS);
                    return null;
                }));
            }
            for (var one : played) assertThat(one.get()).isNull();
        }
    }
}

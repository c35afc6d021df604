package dev.opportune.perf.dashboards;

import dev.opportune.perf.chaos.load.Arrivals;
import dev.opportune.perf.chaos.load.Sends;
import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.GatewayProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What befalls three gateways on a cluster of Redis while sends arrive: sixteen minutes, of which each alert that is
/// to fire needs its part. All that is done is undone before the end, so that alerts end, too.
final class BadDay {

    static final Duration LASTS = Duration.ofMinutes(17);

    private static final Duration BURST = Duration.ofSeconds(20);
    private static final int BURST_TIMES = 3;

    private final Fleet fleet;
    private final Sends sends;
    private final int rate;
    private final Instant start = Instant.now();
    private final List<Mark> marks = new ArrayList<>();

    BadDay(Fleet fleet, Sends sends, int rate) {
        this.fleet = fleet;
        this.sends = sends;
        this.rate = rate;
    }

    Instant start() {
        return start;
    }

    /// Happens, and tells what did.
    List<Mark> pass() throws IOException, InterruptedException {
        var urls = fleet.gateways().stream().map(GatewayProcess::url).toList();
        int steady = rate * (int) LASTS.toSeconds();
        var arrivals = Arrivals.start(sends, urls, fleet.key(), rate, _ -> {});

        until(Duration.ofMinutes(2));
        var first = fleet.cluster().nodesOf(0);
        first.getFirst().kill();
        mark("A", "a master of Redis is killed; its replica takes over");

        until(Duration.ofMinutes(4));
        fleet.providers().behave("refuse_project", "{\"reason\":\"SERVICE_DISABLED\"}");
        mark("B", "Firebase refuses the project of `shop-android`");
        until(Duration.ofMillis(7 * 60_000 + 30_000));
        fleet.providers().behaveNormally();
        mark("b", "Firebase takes it again");

        until(Duration.ofMinutes(9));
        mark("C", "a burst: %d times as many sends for %d s".formatted(1 + BURST_TIMES, BURST.toSeconds()));
        int burst = BURST_TIMES * rate;
        var more = new More(sends, steady, burst * (int) BURST.toSeconds());
        Arrivals.start(more, urls, fleet.key(), burst, _ -> {}).end();

        until(Duration.ofMinutes(11));
        var second = fleet.cluster().nodesOf(1);
        for (var node : second) node.kill();
        mark("D", "another master is killed, and its replica: a third of the partitions is nowhere");
        until(Duration.ofMinutes(14));
        for (var node : second) node.start();
        mark("d", "both are back");

        until(Duration.ofMillis(14 * 60_000 + 30_000));
        first.getFirst().start();
        mark("a", "the first one is back, as a replica");
        until(LASTS);
        arrivals.end();
        return List.copyOf(marks);
    }

    private void until(Duration since) throws InterruptedException {
        Thread.sleep(Duration.between(Instant.now(), start.plus(since)));
    }

    private void mark(String letter, String what) {
        var mark = new Mark(letter, Instant.now(), what);
        marks.add(mark);
        System.out.println(Fired.since(start, mark.at()) + " " + letter + " " + what);
    }
}

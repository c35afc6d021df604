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
import java.util.concurrent.atomic.AtomicInteger;

/// What befalls three gateways on a cluster of Redis while sends arrive: seventeen minutes, of which each alert that is
/// to fire needs its part. All that is done is undone before the end, so that alerts end, too.
final class BadDay {

    static final Duration LASTS = Duration.ofMinutes(17);

    private static final Duration BURST = Duration.ofSeconds(20);
    private static final int BURST_TIMES = 3;

    /// So long all is as it should be, before anything happens.
    private static final Duration CALM = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Fleet fleet;
    private final Sends sends;
    private final int rate;
    private final List<String> urls;
    private final AtomicInteger told = new AtomicInteger();
    private Instant start = Instant.EPOCH;
    private final List<Mark> marks = new ArrayList<>();

    BadDay(Fleet fleet, Sends sends, int rate) {
        this.fleet = fleet;
        this.sends = sends;
        this.rate = rate;
        this.urls = fleet.gateways().stream().map(GatewayProcess::url).toList();
    }

    Instant start() {
        return start;
    }

    /// Sends begin to arrive; returns once nearly all are answered at once: gateways that have just started have code
    /// to compile, and a machine may have other things to do.
    Arrivals begin() throws IOException, InterruptedException {
        var arrivals = Arrivals.start(sends, urls, fleet.key(), rate, _ -> told.incrementAndGet());
        var end = Instant.now().plus(PATIENCE);
        for (int calm = 0; calm < CALM.toSeconds(); Thread.sleep(Duration.ofSeconds(1))) {
            if (Instant.now().isAfter(end)) throw new IOException("this machine is too busy: callers wait");
            calm = arrivals.begun() - told.get() < rate / 2 ? calm + 1 : 0;
        }
        return arrivals;
    }

    /// Happens, and tells what did.
    List<Mark> pass(Arrivals arrivals) throws IOException, InterruptedException {
        start = Instant.now();
        int others = sends.most() / 2;
        until(Duration.ofMinutes(2));
        var first = fleet.cluster().nodesOf(0);
        first.getFirst().kill();
        mark("A", "a master of Redis is killed; its replica takes over");

        until(Duration.ofMinutes(4));
        fleet.providers().behave("refuse_project", "{\"reason\":\"SERVICE_DISABLED\"}");
        mark("B", "Firebase refuses the project of `shop-android`");
        until(Duration.ofSeconds(7 * 60 + 30));
        fleet.providers().behaveNormally();
        mark("b", "Firebase takes it again");

        until(Duration.ofMinutes(9));
        mark("C", "a burst: %d times as many sends for %d s".formatted(1 + BURST_TIMES, BURST.toSeconds()));
        int burst = BURST_TIMES * rate;
        var more = new More(sends, others, burst * (int) BURST.toSeconds());
        var crowd = Arrivals.start(more, urls, fleet.key(), burst, _ -> {});
        Thread.sleep(BURST);
        crowd.end();

        until(Duration.ofMinutes(11));
        var second = fleet.cluster().nodesOf(1);
        for (var node : second) node.kill();
        mark("D", "another master is killed, and its replica: a third of the partitions is nowhere");
        until(Duration.ofMinutes(14));
        for (var node : second) node.start();
        mark("d", "both are back");

        until(Duration.ofSeconds(14 * 60 + 30));
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

package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Attack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `perf/run attacks`: each attack against a gateway of its own, in the order of [Attacks#ALL].
///
/// Properties: `opportune.root` (the repository), `opportune.work` (where files go), `opportune.redis` (its port),
/// `opportune.heap` (of the gateway, in MiB), `opportune.seconds` (of each attack), `opportune.only` (names, with
/// commas between; empty: all), `opportune.page` (the page of results that is brought up to date; empty: none),
/// `opportune.limited` (whether the attacker's key allows 20 requests a second, where it allows any number otherwise),
/// `opportune.revision` (of what is attacked).
public final class AttackSuite {

    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final int TRIES = 8;

    private AttackSuite() {}

    /// Ends with 0 when every attack was held, with 1 when one was not, with 2 when one could not be made.
    public static void main(String[] args) throws InterruptedException {
        try {
            System.exit(run() ? 0 : 1);
        } catch (IOException e) {
            System.err.println("perf: " + e.getMessage());
            System.exit(2);
        }
    }

    private static boolean run() throws IOException, InterruptedException {
        var attacks = chosen(System.getProperty("opportune.only", ""));
        int heapMib = Integer.getInteger("opportune.heap", 256);
        String page = System.getProperty("opportune.page", "");
        int lost = 0;
        for (int i = 0; i < attacks.size(); i++) {
            var result = attacked(attacks.get(i), heapMib, i);
            System.out.println(result.text());
            if (!result.isHeld()) lost++;
            if (!page.isEmpty()) {
                ResultPage.put(Path.of(page), heapMib, result, System.getProperty("opportune.revision", "?"));
            }
        }
        System.out.printf("%d of %d attacks were held%n", attacks.size() - lost, attacks.size());
        return lost == 0;
    }

    private static Result attacked(Attack attack, int heapMib, int number) throws IOException, InterruptedException {
        var lasts = Duration.ofSeconds(Integer.getInteger("opportune.seconds", 15));
        var place = new Place(
                Path.of(System.getProperty("opportune.root")),
                Path.of(System.getProperty("opportune.work")),
                Integer.getInteger("opportune.redis"));
        try (var site = Site.start(place, attack, heapMib, number);
                var traffic = GoodTraffic.start(site);
                var watch = Watch.start(site)) {
            var attacker = Attacker.ready(site, attack, lasts);
            Thread.sleep(QUIET); // until the code is compiled and the connections are there
            var phases = new ArrayList<Phase>();
            phases.add(calm(traffic, watch));
            phases.add(watched("during", traffic, watch, attacker::run));
            phases.add(watched("after", traffic, watch, () -> Thread.sleep(QUIET)));
            return Result.of(attack, site, phases, attacker);
        }
    }

    /// Before an attack, once this machine has the time; the last try, if it never has.
    private static Phase calm(GoodTraffic traffic, Watch watch) throws IOException, InterruptedException {
        var before = watched("before", traffic, watch, () -> Thread.sleep(QUIET));
        for (int i = 1; i < TRIES && !Result.isCalm(before); i++) {
            before = watched("before", traffic, watch, () -> Thread.sleep(QUIET));
        }
        return before;
    }

    private interface Part {
        void pass() throws IOException, InterruptedException;
    }

    private static Phase watched(String name, GoodTraffic traffic, Watch watch, Part part)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        watch.begin();
        part.pass();
        var seen = watch.end();
        long end = System.nanoTime();
        return new Phase(name, Duration.ofNanos(end - start), traffic.between(start, end), seen);
    }

    private static List<Attack> chosen(String names) {
        if (names.isEmpty()) return Attacks.ALL;
        var wanted = Set.of(names.split(",", -1));
        var chosen =
                Attacks.ALL.stream().filter(it -> wanted.contains(it.name())).toList();
        if (chosen.size() < wanted.size()) {
            var known = new TreeSet<String>();
            Attacks.ALL.forEach(it -> known.add(it.name()));
            System.err.println("perf: --only " + names + " (expected: of " + String.join(", ", known) + ")");
            System.exit(2);
        }
        return chosen;
    }
}

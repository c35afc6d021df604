package dev.opportune.perf.chaos;

import dev.opportune.perf.chaos.disturbance.Kind;
import dev.opportune.perf.chaos.site.Place;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a run was asked for.
///
/// @param kinds of disturbances, those that this machine can make
/// @param lasts how long sends arrive
/// @param page of results, which the run brings up to date
/// @param revision of what is run
record Settings(
        Place place,
        long seed,
        int rate,
        int disturbances,
        List<Kind> kinds,
        Duration lasts,
        Optional<Path> page,
        String revision) {

    private static final Duration FROM_ONE_TO_THE_NEXT = Duration.ofMillis(4_500);

    /// Less to compile: gateways are started all the time.
    private static final List<String> SOON_UP = List.of("-XX:TieredStopAtLevel=1");

    /// Of a soak: as short as the figures of its third minute need.
    private static final Duration SHORT_RETENTION = Duration.ofMinutes(1);

    /// All that a run wrote is still there at its end.
    private static final Duration LONG_RETENTION = Duration.ofHours(2);

    /// From system properties; [IllegalArgumentException] says which is wrong.
    static Settings ofProperties() {
        int disturbances = Integer.getInteger("opportune.disturbances", 200);
        int minutes = Integer.getInteger("opportune.minutes", 0);
        var clock = path("opportune.clock");
        var lasts = minutes > 0
                ? Duration.ofMinutes(minutes)
                : FROM_ONE_TO_THE_NEXT.multipliedBy(Math.max(1, disturbances));
        var work = required("opportune.work");
        boolean cluster = Boolean.getBoolean("opportune.cluster");
        var place = new Place(
                required("opportune.root"),
                work,
                work.resolve("gateway"),
                disturbances == 0 ? List.of() : SOON_UP,
                required("opportune.redis"),
                cluster,
                cluster ? "replicated" : "aof",
                work.resolve("simulators"),
                URI.create(System.getProperty("opportune.control", "")),
                clock,
                Duration.ofSeconds(Integer.getInteger("opportune.lease", 10)),
                disturbances == 0 ? SHORT_RETENTION : LONG_RETENTION,
                "perf/chaos.yaml",
                false);
        return new Settings(
                place,
                Long.getLong("opportune.seed", 1),
                Integer.getInteger("opportune.rate", 100),
                disturbances,
                kinds(System.getProperty("opportune.only", ""), place),
                lasts,
                path("opportune.page"),
                System.getProperty("opportune.revision", "?"));
    }

    private static List<Kind> kinds(String only, Place place) {
        var wanted = only.isEmpty()
                ? List.of(Kind.values())
                : Arrays.stream(only.split(",", -1)).map(Settings::kind).toList();
        if (place.clock().isEmpty() && wanted.contains(Kind.CLOCK_STEPS)) {
            System.out.println("chaos: clock-steps is left out: there is no C compiler (cc)");
            wanted = wanted.stream().filter(it -> it != Kind.CLOCK_STEPS).toList();
        }
        return wanted.stream()
                .filter(it -> place.cluster() || !it.needsCluster())
                .toList();
    }

    private static Kind kind(String word) {
        return Kind.of(word)
                .orElseThrow(() -> new IllegalArgumentException("--only " + word + " (expected: of "
                        + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")) + ")"));
    }

    private static Path required(String name) {
        return path(name).orElseThrow(() -> new IllegalArgumentException("-D" + name + " is missing"));
    }

    private static Optional<Path> path(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .filter(it -> !it.isEmpty())
                .map(Path::of);
    }

    /// The command that runs the same again.
    String command() {
        String only = kinds.equals(kinds("", place))
                ? ""
                : " --only " + kinds.stream().map(Kind::word).collect(Collectors.joining(","));
        return "perf/run chaos%s --seed %d --disturbances %d --rate %d --minutes %d --lease %d%s"
                .formatted(
                        place.cluster() ? " --cluster" : "",
                        seed,
                        disturbances,
                        rate,
                        Math.ceilDiv(lasts.toSeconds(), 60),
                        place.lease().toSeconds(),
                        only);
    }
}

package dev.opportune.benchmarks.decisions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// **Question**: does a lane get as many decisions a second out of a Redis as `redis-benchmark` does?
///
/// **Workload**: admissions of new users with three caps in one partition, 64 under way on one connection. What the
/// lane sends is overheard, and `redis-benchmark -c 1 -P 64` sends the same, with a random user and send in each
/// command. A command line can hold no byte 0: each is written as two bytes that occur in no packed argument, and a
/// line before the script puts it back, which costs that side a little. By EVALSHA, since that line cannot go before a
/// function. Both sides by turns, medians.
///
/// **Command**: `benchmarks/decisions script [ROUNDS]`
public final class ScriptThroughput {

    private static final int DEFAULT_ROUNDS = 3;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int PIPELINE = 64;
    private static final int COMMANDS = 60_000;

    /// As long as what `redis-benchmark` puts in its place: 12 digits.
    private static final String PLACE = "__rand_int__";

    /// The byte 0xC1 is in no UTF-8 and in no MessagePack head.
    private static final String ZERO = "\u00c1z";

    private static final String PUT_BACK = """
            for i = 1, #ARGV do ARGV[i] = string.gsub(ARGV[i], '\\193z', '\\0') end
            """;
    /// The rate comes before six latencies; the name of the test before it may hold anything.
    private static final Pattern RATE = Pattern.compile("\"([0-9.]+)\"(?:,\"[0-9.]+\"){6}\\s*$");

    private final RedisServer redis;
    private final Lane lane;
    private final Policy policy = Work.capped();
    private long users = 100_000_000_000L;

    private ScriptThroughput(RedisServer redis, Lane lane) {
        this.redis = redis;
        this.lane = lane;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        if (rounds < 1) throw new IllegalArgumentException("rounds: " + rounds + " (expected: >= 1)");
        var benchmark = RedisServer.onPath("redis-benchmark")
                .orElseThrow(() -> new IllegalStateException("redis-benchmark is not on the PATH"));
        try (var redis = RedisServer.start();
                var lane = new Lane(redis.settingsWithoutFunctions(1), () -> 0)) {
            var sides = new ScriptThroughput(redis, lane);
            var script = sides.write(benchmark);
            var ours = new double[rounds];
            var theirs = new double[rounds];
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                var _ = sides.ours();
            }
            for (int i = 0; i < rounds; i++) {
                ours[i] = sides.ours();
                theirs[i] = sides.theirs(script);
            }
            Files.delete(script);
            double our = median(ours);
            double their = median(theirs);
            System.out.printf(
                    Locale.ROOT,
                    "Redis %s, medians of %d rounds: a lane %,.0f admissions/s, redis-benchmark %,.0f, ratio %.2f%n",
                    redis.version(),
                    rounds,
                    our,
                    their,
                    our / their);
        }
    }

    private double ours() {
        flush();
        long begun = System.nanoTime();
        lane.forEach(COMMANDS, PIPELINE, _ -> {
            var user = "user-" + users++;
            return lane.store.admit(Work.send(lane.store.newSendId(user), user), policy);
        });
        return COMMANDS * 1e9 / (System.nanoTime() - begun);
    }

    private double theirs(Path script) throws IOException, InterruptedException {
        flush();
        var process = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new IOException(said);
        long stored = redis.commands().dbsize();
        if (stored < COMMANDS) throw new IOException("redis-benchmark stored " + stored + " keys: " + said);
        var rate = RATE.matcher(said);
        if (!rate.find()) throw new IOException(said);
        return Double.parseDouble(rate.group(1));
    }

    /// The time zone's row is there when a round begins.
    private void flush() {
        var _ = redis.commands().flushall();
        admitOne("first");
    }

    private void admitOne(String user) {
        var _ = lane.await(() -> lane.store.admit(Work.send(lane.store.newSendId(user), user), policy));
    }

    /// Writes a shell script that runs `redis-benchmark` with what the lane says.
    private Path write(Path benchmark) throws IOException {
        var user = "user-" + PLACE;
        List<byte[]> said;
        String text;
        try (var ear = new Overheard(redis)) {
            admitOne("first"); // with EVAL, since the script is new here
            text = new String(ear.next("EVAL").get(1), UTF_8);
        }
        var sendId = lane.store.newSendId(user);
        var place = sendId.substring(0, sendId.length() - PLACE.length()) + PLACE;
        try (var ear = new Overheard(redis)) {
            var _ = lane.await(() -> lane.store.admit(Work.send(place, user), policy));
            said = ear.next("EVALSHA");
        }
        var sha = redis.commands().scriptLoad(PUT_BACK + text);
        var command = new StringBuilder("exec '" + benchmark + "' -h 127.0.0.1 -p " + redis.port() + " --csv -c 1 -P "
                + PIPELINE + " -n " + COMMANDS + " -r 1000000000 EVALSHA " + sha);
        for (var word : said.subList(2, said.size())) {
            var latin = new String(word, ISO_8859_1).replace("\0", ZERO).replace("'", "'\\''");
            command.append(" '").append(latin).append('\'');
        }
        var file = Files.createTempFile("opportune-redis-benchmark-", ".sh");
        return Files.writeString(file, command.append('\n'), ISO_8859_1);
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

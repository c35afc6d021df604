package dev.opportune.benchmarks.connectors;

import dev.opportune.benchmarks.connectors.StandingRun.Result;
import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.lane.Gateway;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// **Question**: what do bad device tokens cost the good ones, and what does it cost good ones that nobody has tried
/// them yet?
///
/// **Workload**: 50,000 messages to proven device tokens, alone and with bad ones beside them, of which as many are
/// offered; and 100,000 to good ones, proven and not. The simulator is another process, answers after 50 ms, and
/// punishes bad device tokens as APNs does. One connection with at most 500 messages in flight, made afresh for each
/// go, so that the first bad ones hit it unprepared. The two sides of a comparison by turns, after one go each to warm
/// up; the ratio is the median of those of the rounds.
///
/// **Command**: `java -cp benchmarks/target/benchmarks.jar dev.opportune.benchmarks.connectors.StandingComparison
/// [rounds]`
public final class StandingComparison {

    private static final String MILLIS = "50";
    private static final int BESIDE_BAD = 50_000;
    private static final int UNPROVEN = 100_000;
    private static final int IN_FLIGHT = 500;
    private static final String ROUNDS = "5";
    private static final long PATIENCE_MINUTES = 5;

    private final Vertx vertx = Gateway.vertx(1);
    private final Context context = vertx.getOrCreateContext();
    private final ApnsSettings settings;
    private final int rounds;

    private StandingComparison(Credentials from, int rounds) {
        this.rounds = rounds;
        this.settings = new ApnsSettings(
                "shop-ios",
                Credentials.TOPIC,
                ApnsSettings.Environment.PRODUCTION,
                from.apnsKey(),
                from.apnsKeyId(),
                from.apnsTeamId(),
                new Endpoint(Credentials.HOST, from.apnsPort()),
                from.ca(),
                IN_FLIGHT,
                1,
                ApnsSettings.DEFAULT_ANSWER_TIMEOUT,
                ApnsSettings.DEFAULT_CONNECT_TIMEOUT);
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments.length == 0 ? ROUNDS : arguments[0]);
        var folder = Files.createTempDirectory("opportune-standing-");
        var before = Noise.now();
        try (var _ = Child.start(SimulatorMain.class, List.of(folder.toString(), MILLIS, MILLIS))) {
            var comparison = new StandingComparison(Credentials.read(folder), rounds);
            System.out.println("| device tokens | accepted a second | ratio |");
            System.out.println("|---|---|---|");
            comparison.compare(BESIDE_BAD, StandingLoad.PROVEN, StandingLoad.PROVEN_BESIDE_BAD);
            comparison.compare(UNPROVEN, StandingLoad.PROVEN, StandingLoad.UNPROVEN);
            System.out.println();
            System.out.println(Noise.now().since(before) + "; medians of " + rounds + " rounds");
            comparison.vertx.close().toCompletionStage().toCompletableFuture().join();
        } finally {
            delete(folder);
        }
    }

    private void compare(int messages, StandingLoad one, StandingLoad other) {
        var _ = measure(messages, one);
        var _ = measure(messages, other);
        var ones = new ArrayList<Double>();
        var others = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            Result first = measure(messages, one);
            Result second = measure(messages, other);
            ones.add(first.perSecond());
            others.add(second.perSecond());
            ratios.add(second.perSecond() / first.perSecond());
        }
        System.out.printf(Locale.ROOT, "| %,d %s | %,.0f | |%n", messages, one.title, median(ones));
        System.out.printf(
                Locale.ROOT, "| %,d %s | %,.0f | %.2f |%n", messages, other.title, median(others), median(ratios));
    }

    private Result measure(int messages, StandingLoad load) {
        var provider = new ApnsProvider(settings);
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        Connector connector = await(() -> Future.succeededFuture(
                provider.connect(new Lane(vertx, context, loop, Quotas.UNBOUNDED, InstantSource.system()))));
        var _ = await(() -> {
            Promise<Void> room = Promise.promise();
            if (connector.room(Standing.PROVEN) > 0) {
                room.complete();
            } else {
                connector.whenRoom(room::tryComplete);
            }
            return room.future();
        });
        Result result = await(() -> new StandingRun(connector, load, messages).start());
        var _ = await(connector::close);
        System.err.printf(Locale.ROOT, "%s: %,.0f/s, %,d bad ones%n", load.title, result.perSecond(), result.bad());
        return result;
    }

    private <T> T await(Supplier<Future<T>> action) {
        var done = new CompletableFuture<T>();
        context.runOnContext(_ -> action.get().onComplete(done::complete, done::completeExceptionally));
        return done.orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES).join();
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

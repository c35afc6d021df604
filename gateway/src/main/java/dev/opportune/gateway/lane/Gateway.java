package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.ServerTls;
import dev.opportune.gateway.http.guard.Guard;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.RedisReach;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.CompositeFuture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A running gateway: its lanes. Methods may be called on any thread.
public final class Gateway {

    private final Vertx vertx;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Map<String, Provider> providers;

    private final Looking appWatch;
    private final ClockWatch clock;

    private final boolean hasCluster;

    private Gateway(
            Vertx vertx, Map<String, Provider> providers, Looking appWatch, ClockWatch clock, boolean hasCluster) {
        this.vertx = vertx;
        this.providers = providers;
        this.appWatch = appWatch;
        this.clock = clock;
        this.hasCluster = hasCluster;
    }

    /// A Vert.x whose event loops are lanes.
    public static Vertx vertx(int lanes) {
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(lanes))
                .withTransport(new LaneTransport())
                .build();
    }

    /// Starts the lanes; fails when one cannot start, with a plain sentence where the cause is outside.
    ///
    /// @param vertx of [#vertx], with as many event loops as there are lanes
    /// @param providers by app; the gateway closes them
    public static Future<Gateway> start(
            Vertx vertx,
            GatewaySettings settings,
            Supplier<Policy> policy,
            Map<String, Provider> providers,
            Authenticator authenticator,
            MeterRegistry meters) {
        var marks = new SettingsMarks(providers.values());
        var watch = AppWatch.start(vertx, providers.values(), marks, settings.lookAtFilesEvery(), meters);
        var clock = new ClockWatch(settings.limits().lease(), meters);
        var gateway =
                new Gateway(vertx, providers, watch, clock, settings.redis().servers() instanceof RedisServers.Cluster);
        var metrics = LaneMetrics.of(meters, settings.lanes(), policy, providers);
        var number = new AtomicInteger();
        var http = withPort(settings.http());
        var guard = new Guard(http.connections(), settings.lanes(), meters);
        var topology = new RedisTopology(settings.redis().servers());
        var shared = new Shared(policy, providers, marks, authenticator, guard, metrics, clock, topology);
        return vertx.deployVerticle(
                        () -> {
                            var lane = new Lane(vertx, settings, shared, number.getAndIncrement(), http);
                            gateway.lanes.add(lane);
                            return lane;
                        },
                        new DeploymentOptions().setInstances(settings.lanes()))
                .map(gateway);
    }

    /// The lanes must agree on a port, so a free one is found before they listen.
    private static Listening withPort(Listening where) {
        if (where.port() != 0) return where;
        try (var socket = new ServerSocket(0)) {
            return where.withPort(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    /// The port that the lanes share.
    public int port() {
        return lanes.getFirst().port();
    }

    /// Has connections that come served with this certificate; those that are open go on.
    public Future<Void> use(ServerTls tls) {
        return Future.join(lanes.stream().map(lane -> lane.use(tls)).toList()).mapEmpty();
    }

    /// Has the apps' files looked at now.
    public void lookAtApps() {
        appWatch.now();
    }

    /// Whether every lane is answered by some of Redis now.
    public Future<Boolean> ready() {
        return reach().map(all -> all.stream().allMatch(RedisReach::some)).otherwise(false);
    }

    /// Whether Redis may be there in part.
    public boolean hasCluster() {
        return hasCluster;
    }

    /// Which part of Redis a lane is not answered by now, if any, as a plain sentence: of the lane that misses most.
    public Future<Optional<String>> redisFault() {
        return reach().map(all ->
                all.stream().max(Comparator.comparingInt(RedisReach::unserved)).flatMap(RedisReach::fault));
    }

    private Future<List<RedisReach>> reach() {
        return Future.all(lanes.stream().map(Lane::reach).toList()).map(CompositeFuture::list);
    }

    /// What is wrong with this machine's clock, if anything is, as a plain sentence.
    public Optional<String> clockFault() {
        return clock.fault();
    }

    /// Ends the lanes, each after what it has on the wire; then the providers and Vert.x itself.
    public Future<Void> close() {
        var undeployed = vertx.deploymentIDs().stream().map(vertx::undeploy).toList();
        return Future.join(undeployed)
                .eventually(appWatch::close)
                .eventually(() -> Future.join(
                        providers.values().stream().map(Provider::close).toList()))
                .eventually(vertx::close)
                .mapEmpty();
    }
}

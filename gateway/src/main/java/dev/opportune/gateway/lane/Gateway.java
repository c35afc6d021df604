package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.ServerTls;
import dev.opportune.gateway.http.guard.Entrance;
import dev.opportune.gateway.http.guard.Guard;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.RedisHealth;
import dev.opportune.ratelimiter.redis.RedisReach;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisTopology;
import dev.opportune.templates.Templates;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.CompositeFuture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gateway: its lanes. Methods may be called on any thread.
public final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /// What a gateway has to end that is not asked to hurry.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final List<Port> ports;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Map<String, Provider> providers;

    private final Looking appWatch;
    private final ClockWatch clock;
    private final HighWater water;

    private final boolean hasCluster;

    private Gateway(
            Vertx vertx,
            List<Port> ports,
            Map<String, Provider> providers,
            Looking appWatch,
            ClockWatch clock,
            HighWater water,
            boolean hasCluster) {
        this.vertx = vertx;
        this.ports = ports;
        this.providers = providers;
        this.appWatch = appWatch;
        this.clock = clock;
        this.hasCluster = hasCluster;
        this.water = water;
    }

    /// A Vert.x whose event loops are lanes.
    public static Vertx vertx(int lanes) {
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(lanes))
                .withTransport(new LaneTransport())
                .build();
    }

    /// One without templates.
    public static Future<Gateway> start(
            Vertx vertx,
            GatewaySettings settings,
            Supplier<Policy> policy,
            Map<String, Provider> providers,
            Authenticator authenticator,
            MeterRegistry meters) {
        return start(vertx, settings, policy, () -> Templates.NONE, Traces.none(), providers, authenticator, meters);
    }

    /// Starts the lanes; fails when one cannot start, with a plain sentence where the cause is outside.
    ///
    /// @param vertx of [#vertx], with as many event loops as there are lanes
    /// @param templates those that are to be in force; any thread may ask
    /// @param traces of sends that somebody follows; whoever made them closes them
    /// @param providers by app; the gateway closes them
    public static Future<Gateway> start(
            Vertx vertx,
            GatewaySettings settings,
            Supplier<Policy> policy,
            Supplier<Templates> templates,
            Traces traces,
            Map<String, Provider> providers,
            Authenticator authenticator,
            MeterRegistry meters) {
        var marks = new SettingsMarks(providers.values());
        var watch = AppWatch.start(vertx, providers.values(), marks, settings.lookAtFilesEvery(), meters);
        var clock = new ClockWatch(settings.limits().lease(), meters);
        var metrics = LaneMetrics.of(meters, settings.lanes(), policy, providers);
        var number = new AtomicInteger();
        var http = http(settings, authenticator, meters);
        var ingest = ingest(settings, authenticator.ofApps(), meters);
        var ports = Stream.of(http, ingest).filter(Objects::nonNull).toList();
        var water = new HighWater(settings.memoryHighWater(), meters);
        boolean hasCluster = settings.redis().servers() instanceof RedisServers.Cluster;
        var gateway = new Gateway(vertx, ports, providers, watch, clock, water, hasCluster);
        var topology = new RedisTopology(settings.redis().servers());
        var health = new RedisHealth(settings.redis().servers(), settings.durability());
        var shared = new Shared(policy, templates, traces, providers, marks, metrics, clock, water, topology, health);
        return vertx.deployVerticle(
                        () -> {
                            var lane = new Lane(vertx, settings, shared, number.getAndIncrement(), http, ingest);
                            gateway.lanes.add(lane);
                            return lane;
                        },
                        new DeploymentOptions().setInstances(settings.lanes()))
                .map(gateway);
    }

    private static Port http(GatewaySettings settings, Authenticator services, MeterRegistry meters) {
        var where = Port.withNumber(settings.http());
        return new Port(where, new Guard(where.connections(), settings.lanes(), meters), services);
    }

    private static @Nullable Port ingest(GatewaySettings settings, Authenticator apps, MeterRegistry meters) {
        if (settings.ingest() == null) return null;
        var where = Port.withNumber(settings.ingest());
        return new Port(where, Guard.ofApps(where.connections(), settings.lanes(), meters), apps);
    }

    /// The port that services are served on.
    public int port() {
        return lanes.getFirst().port();
    }

    /// The port that apps' devices are served on; 0: there is none.
    public int ingestPort() {
        return lanes.getFirst().ingestPort();
    }

    /// Goes the way of a send before callers do, for all lanes, whose code is the same: see
    /// [dev.opportune.gateway.http.v1.Rehearsal]. Gives how many sends there were.
    public Future<Integer> rehearse() {
        return lanes.getFirst().rehearse();
    }

    /// Has connections that come served with this certificate; those that are open go on.
    public Future<Void> use(ServerTls tls) {
        return Future.join(lanes.stream().map(lane -> lane.use(tls)).toList()).mapEmpty();
    }

    /// The same for connections of apps' devices.
    public Future<Void> useForApps(ServerTls tls) {
        return Future.join(lanes.stream().map(lane -> lane.useForApps(tls)).toList())
                .mapEmpty();
    }

    /// Has the apps' files looked at now.
    public void lookAtApps() {
        appWatch.now();
    }

    /// Whether some of Redis takes what every lane writes now.
    public Future<Boolean> ready() {
        return redisOutage().map(Optional::isEmpty).otherwise(false);
    }

    /// Why a lane has no part of Redis to write to now, if one has none, as a plain sentence.
    public Future<Optional<String>> redisOutage() {
        return reach().map(
                        all -> all.stream().flatMap(it -> it.outage().stream()).findFirst());
    }

    /// Whether Redis may be there in part.
    public boolean hasCluster() {
        return hasCluster;
    }

    /// Which part of Redis a lane is not answered by now, if any, as a plain sentence: of the lane that
    /// misses most.
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

    /// Which sends are refused since Redis' memory is nearly full, if any are, as a plain sentence.
    public Optional<String> memoryFault() {
        return water.fault();
    }

    /// [#stop] without a grace.
    public Future<Void> close() {
        return stop(Duration.ZERO, STOP_TIMEOUT);
    }

    /// Ends it in order. For the grace callers are served as before and told to go elsewhere. Then
    /// nobody is let in any more, what is under way is answered, and connections end on which nothing
    /// is. Then the lanes end, each after what it has on the wire, and what has not ended is handed
    /// back for others to take up at once; then the providers and Vert.x itself.
    ///
    /// @param timeout of all of it, the grace included: what is not done by then is cut off
    public Future<Void> stop(Duration grace, Duration timeout) {
        var time = StopTime.within(timeout);
        ports.forEach(it -> it.guard().tellCallersToLeave());
        return after(grace)
                .compose(_ -> endConnections(time.half()))
                .eventually(() -> endLanes(time))
                .eventually(appWatch::close)
                .eventually(() -> Future.join(
                        providers.values().stream().map(Provider::close).toList()))
                .eventually(vertx::close)
                .mapEmpty();
    }

    /// Of no event loop, since it is waited for until the last of them has ended.
    private Future<Void> after(Duration time) {
        Promise<Void> over = Promise.promise();
        if (time.isZero()) over.complete();
        else vertx.setTimer(time.toMillis(), _ -> over.complete());
        return over.future();
    }

    private Future<Void> endConnections(StopTime time) {
        var entrance = Entrance.of(vertx);
        ports.forEach(it -> entrance.close(it.where().port()));
        lanes.forEach(Lane::endLongAnswers);
        var ended = Future.join(
                ports.stream().map(it -> it.guard().endConnections()).toList());
        return time.bound(ended.<Void>mapEmpty()).otherwise(late -> {
            LOG.warn("callers' connections were cut off that had not ended in time");
            return null;
        });
    }

    private Future<?> endLanes(StopTime time) {
        lanes.forEach(lane -> lane.mayTake(time));
        return Future.join(vertx.deploymentIDs().stream().map(vertx::undeploy).toList());
    }
}

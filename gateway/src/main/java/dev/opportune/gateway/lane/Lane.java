package dev.opportune.gateway.lane;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Provider;
import dev.opportune.gateway.http.GatewayRouter;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.ServerTls;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.http.v1.Contract;
import dev.opportune.gateway.http.v1.Rehearsal;
import dev.opportune.gateway.measure.LaneMeasure;
import dev.opportune.gateway.measure.LaneProofs;
import dev.opportune.gateway.send.LaneSends;
import dev.opportune.gateway.send.SendingLane;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.event.Events;
import dev.opportune.ratelimiter.event.RedisEvents;
import dev.opportune.ratelimiter.redis.NodeAddress;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.RedisFitness;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.redis.RedisReach;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.user.RedisUsers;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event loop with all that a send touches: HTTP server, Redis connections, connectors and pipeline.
final class Lane implements Deployable {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long POLICY_LOOK_MS = 1000;
    private static final long CLOCK_LOOK_MS = 500;
    private static final long MEMORY_LOOK_MS = 1000;

    /// What is left for connections to providers and Redis when sends have ended.
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private static final Duration AFTER_A_FAILED_START = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final Shared shared;
    private final int number;
    private final Port http;
    private final @Nullable Port ingest;
    private final LaneTemplates words;
    private @Nullable Context context;
    private @Nullable RedisLane redis;
    private @Nullable RedisLane leisure;
    private @Nullable LaneSends sends;
    private @Nullable LaneMeasure measure;
    private @Nullable GatewayServer server;
    private @Nullable GatewayServer ingestServer;
    private @Nullable Contract contract;
    private final Map<String, Connector> connectors = new HashMap<>();
    private final RedisClock clock = new RedisClock();
    private final Stopping stopping = new Stopping();
    private volatile @Nullable StopTime stopTime;

    /// @param number of this lane, from 0
    /// @param http where all lanes serve services
    /// @param ingest where all lanes serve apps' devices; null: nowhere
    Lane(Vertx vertx, GatewaySettings settings, Shared shared, int number, Port http, @Nullable Port ingest) {
        this.vertx = vertx;
        this.settings = settings;
        this.shared = shared;
        this.number = number;
        this.http = http;
        this.ingest = ingest;
        this.words = new LaneTemplates(vertx, shared.templates());
    }

    @Override
    public Future<?> deploy(Context context) {
        this.context = context;
        shared.metrics().lag().watch(vertx);
        if (number == 0) {
            vertx.setPeriodic(POLICY_LOOK_MS, _ -> shared.metrics().policy().look());
        }
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        var redis = redis(context, shared.metrics().redis()::node);
        this.redis = redis;
        // What callers read and load at leisure waits for its replies behind nothing that a send waits for.
        var leisure = redis(context, shared.metrics().redis()::atLeisure);
        this.leisure = leisure;
        return RedisFitness.check(redis)
                // Before anything is judged by it.
                .compose(_ -> redis.tellTime(clock))
                .compose(_ -> words.start(vertx))
                .compose(_ -> {
                    if (number == 0) {
                        watchClock();
                        watchMemory(redis);
                    }
                    var here = new Provider.Lane(
                            vertx,
                            context,
                            loop,
                            new SharedQuotas(redis, shared.metrics().quotas()),
                            clock);
                    shared.providers()
                            .forEach((app, provider) -> connectors.put(
                                    app, provider.connect(here, shared.metrics().provider(app))));
                    var measurement = settings.measurement();
                    if (measurement == null) return listen(redis, leisure, null);
                    var measure = new LaneMeasure(
                            measurement, leisure, clock, shared.metrics().measure());
                    this.measure = measure;
                    return measure.begin(shared.policy().get()).compose(_ -> listen(redis, leisure, measure));
                })
                .recover(failure -> undeploy(context).transform(_ -> Future.failedFuture(failure)));
    }

    private RedisLane redis(Context context, Function<NodeAddress, RedisListener> listeners) {
        return new RedisLane(
                settings.redis(),
                shared.topology(),
                shared.health(),
                listeners,
                vertx,
                context,
                ((ContextInternal) context).nettyEventLoop().parent(),
                settings.testClock());
    }

    private void watchClock() {
        shared.clock().saw(clock.skew());
        vertx.setPeriodic(CLOCK_LOOK_MS, _ -> shared.clock().saw(clock.skew()));
    }

    private void watchMemory(RedisLane redis) {
        vertx.setPeriodic(
                0,
                MEMORY_LOOK_MS,
                _ -> redis.memory()
                        .onSuccess(it -> shared.water().saw(it.usedBytes(), it.mostBytes()))
                        .onFailure(gone -> LOG.debug("what Redis uses is not known", gone)));
    }

    private Future<GatewayServer> listen(RedisLane redis, RedisLane leisure, @Nullable LaneMeasure measure) {
        var terms = new SendStore.Terms(
                settings.name() + "/" + number,
                settings.limits().lease(),
                settings.receiptRetention(),
                settings.idempotencyRetention(),
                settings.events(),
                shared.settings(),
                measure == null ? null : measure.measuring());
        var store = new SendStore(redis, terms, clock);
        var sends = LaneSends.start(new SendingLane(
                vertx,
                store,
                shared.policy(),
                shared.providers(),
                connectors,
                settings.limits(),
                shared.water(),
                settings.redis().commandTimeout(),
                http.guard().waitedNanos(((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop()),
                shared.metrics().sends(),
                measure == null ? LaneProofs.NONE : measure.proofs(),
                words,
                shared.traces(),
                number,
                settings.lanes()));
        this.sends = sends;
        if (measure != null) measure.fold(vertx, sends::partitions, shared.policy());
        var contract = new Contract(
                vertx,
                sends,
                users(redis),
                users(leisure).forImports(),
                new RedisEvents(leisure),
                settings.redis().prefix(),
                KnownApps.of(shared.providers()),
                shared.policy(),
                shared.metrics().events(),
                measure == null ? null : measure.interacting(store, settings.events(), shared.policy()),
                measure == null ? null : measure.reporting(),
                stopping,
                Limits.STREAM_STALL);
        this.contract = contract;
        var where = http.where().withCursors(Events.maxCursorChars(store.partitions()));
        return listen(http, where, contract.routes())
                .onSuccess(it -> server = it)
                .compose(it -> listenToApps(contract).map(it));
    }

    private Future<Void> listenToApps(Contract contract) {
        if (ingest == null) return Future.succeededFuture();
        var apps = shared.providers().values().stream().collect(Collectors.toMap(Provider::app, Provider::platform));
        return listen(ingest, ingest.where(), contract.routesOfApps(apps))
                .onSuccess(it -> ingestServer = it)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(new IngestPortException(failure)));
    }

    private Future<GatewayServer> listen(Port port, Listening where, List<Route> routes) {
        var router = new GatewayRouter(
                vertx, port.authenticator(), routes, shared.metrics().http());
        return GatewayServer.listen(vertx, where, port.guard(), router);
    }

    private RedisUsers users(RedisLane redis) {
        var receipts = settings.receiptRetention();
        var measurement = settings.measurement();
        return measurement == null
                ? new RedisUsers(redis, receipts, settings.events(), shared.settings(), settings.refusals())
                : RedisUsers.measured(
                        redis, receipts, settings.events(), shared.settings(), settings.refusals(), measurement.feed());
    }

    /// Has connections that come served with this certificate. May be called on any thread.
    Future<Void> use(ServerTls tls) {
        return server == null ? Future.succeededFuture() : server.use(tls);
    }

    /// The same for connections of apps' devices.
    Future<Void> useForApps(ServerTls tls) {
        return ingestServer == null ? Future.succeededFuture() : ingestServer.use(tls);
    }

    int port() {
        return server == null ? 0 : server.port();
    }

    int ingestPort() {
        return ingestServer == null ? 0 : ingestServer.port();
    }

    /// How much of Redis answers this lane now. May be called on any thread.
    Future<RedisReach> reach() {
        var redis = this.redis;
        if (context == null || redis == null) {
            return Future.failedFuture(new IllegalStateException("the lane has not started"));
        }
        var answer = Promise.<RedisReach>promise();
        context.runOnContext(_ -> redis.reach().onComplete(answer));
        return answer.future();
    }

    /// See [Rehearsal]. May be called on any thread, once the lane has started.
    Future<Integer> rehearse() {
        var contract = this.contract;
        if (context == null || contract == null) {
            return Future.failedFuture(new IllegalStateException("the lane has not started"));
        }
        var over = Promise.<Integer>promise();
        context.runOnContext(_ -> Rehearsal.of(vertx, contract).onComplete(over));
        return over.future();
    }

    /// What would keep callers waiting for long ends early from now on. May be called on any thread.
    void endLongAnswers() {
        if (context != null) context.runOnContext(_ -> stopping.begin());
    }

    /// How long [#undeploy] may take. May be called on any thread.
    void mayTake(StopTime time) {
        this.stopTime = time;
    }

    /// No new requests, then no new attempts, then the end of those on the wire, and Redis last: what
    /// could not be ended is handed back for another lane to take up.
    @Override
    public Future<?> undeploy(Context context) {
        var told = stopTime;
        var time = told == null ? StopTime.within(AFTER_A_FAILED_START) : told;
        var closed = Future.join(
                server == null ? Future.<Void>succeededFuture() : server.close(),
                ingestServer == null ? Future.<Void>succeededFuture() : ingestServer.close());
        if (measure != null) measure.close();
        return closed.eventually(() -> sends == null
                        ? Future.succeededFuture()
                        : sends.close(time.butFor(CLOSING).left()))
                .eventually(() -> time.bound(Future.join(
                        connectors.values().stream().map(Connector::close).toList())))
                .eventually(() -> leisure == null ? Future.succeededFuture() : leisure.close())
                .eventually(() -> redis == null ? Future.succeededFuture() : redis.close());
    }
}

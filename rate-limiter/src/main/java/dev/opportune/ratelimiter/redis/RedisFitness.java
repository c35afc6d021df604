package dev.opportune.ratelimiter.redis;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a Redis is fit to keep sends: asked at a lane's start, when a connection has opened, and now
/// and then. By INFO, the meta key and a write that is tried: CONFIG is what managed services forbid.
public final class RedisFitness {

    private static final Logger LOG = LoggerFactory.getLogger(RedisFitness.class);

    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

    private static final Duration AT_START = Duration.ofSeconds(10);

    /// A server that is loading its data is waited for at a start for so long.
    public static final Duration LOADS_AT_MOST = Duration.ofMinutes(10);

    /// Masters that are away keep their own partitions away, and no gateway from starting.
    private static final Duration REACH_ALL = Duration.ofSeconds(3);

    /// What a deployment claims of its Redis.
    public enum Durability {
        /// Nothing: what it holds may be lost with it.
        MEMORY,
        /// An append-only file, and no eviction: what was admitted survives a restart of Redis.
        AOF,
        /// No eviction, and a replica that has what was promised before anybody hears of it: what was
        /// admitted survives the loss of a master.
        REPLICATED
    }

    /// Redis cannot be used as it is set up. The message is a plain sentence for whoever started us.
    public static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message, null, false, false);
        }
    }

    /// Redis does not answer. The message is a plain sentence for whoever started us.
    public static final class UnreachableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreachableException(RedisServers servers, String why) {
            super("Redis at " + servers + " does not answer" + (why.isEmpty() ? "" : ": " + why), null, false, false);
        }
    }

    private RedisFitness() {}

    /// Waits for Redis and its answers, and fails with [UnreachableException] after [#AT_START], of one that is loading
    /// its data after [#LOADS_AT_MOST]; or with [UnfitException] when Redis is too old, is or is not a
    /// cluster against what the settings say, holds data of another shape, does not keep what is
    /// claimed of it, or does not let its user write. Every node that serves is asked, but those that
    /// are not there within [#REACH_ALL]. One that is full or read-only now is fit: what it holds may
    /// end.
    public static Future<Void> check(RedisLane redis) {
        return check(redis, System.nanoTime());
    }

    private static Future<Void> check(RedisLane redis, long begunNanos) {
        return whenConnected(redis, begunNanos)
                .compose(_ -> redis.whenAllConnected()
                        .timeout(REACH_ALL.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty())
                .compose(_ -> Future.all(redis.serving().stream()
                        .filter(RedisNode::isConnected)
                        .map(node -> check(node, redis))
                        .toList()))
                .map(_ -> {
                    if (redis.uncoveredSlots() > 0) throw incomplete(redis);
                    redis.health().begin();
                    return (Void) null;
                })
                .recover(failure -> wasSilent(failure) && System.nanoTime() - begunNanos < AT_START.toNanos()
                        ? check(redis, begunNanos)
                        : Future.failedFuture(plainly(failure, redis.health().servers())));
    }

    /// It was asked, and gave no answer in time, as when all starts at once on a busy machine.
    private static boolean wasSilent(Throwable failure) {
        return failure instanceof StorageUnavailableException e && e.mayHaveRun() && e.fault() == null;
    }

    private static Throwable plainly(Throwable failure, RedisServers servers) {
        if (!(failure instanceof StorageUnavailableException e)) return failure;
        return e.fault() == null
                ? new UnreachableException(servers, String.valueOf(e.getMessage()))
                : new UnfitException("Redis at " + servers + " " + e.fault().sentence());
    }

    private static Future<Void> whenConnected(RedisLane redis, long begunNanos) {
        return redis.whenConnected()
                .timeout(AT_START.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (failure instanceof UnfitException) return Future.failedFuture(failure);
                    if (redis.isAnswered()) return Future.failedFuture(incomplete(redis));
                    boolean loads = redis.faults().stream().anyMatch(it -> it.trouble() == Trouble.LOADING);
                    boolean mayWait = System.nanoTime() - begunNanos < LOADS_AT_MOST.toNanos();
                    return loads && mayWait ? whenConnected(redis, begunNanos) : Future.failedFuture(notThere(redis));
                });
    }

    private static RuntimeException notThere(RedisLane redis) {
        var servers = redis.health().servers();
        var faults = redis.faults();
        var why = faults.stream().map(Fault::sentence).distinct().collect(Collectors.joining("; "));
        boolean answers = faults.stream().anyMatch(it -> !it.trouble().isOfTheWay());
        return answers
                ? new UnfitException("Redis at " + servers + " " + why)
                : new UnreachableException(servers, why.isEmpty() ? "" : "it " + why);
    }

    private static Future<Void> check(RedisNode node, RedisLane redis) {
        return info(node)
                .compose(info -> {
                    checkKind(node.address(), info, redis.health().servers());
                    checkVersion(node.address(), info);
                    return info.brokenClaim(redis.health().durability()).isPresent()
                            ? Future.succeededFuture(
                                    info.brokenClaim(redis.health().durability()))
                            : Meta.begin(node, redis.keys());
                })
                .map(found -> {
                    if (found.isPresent()) throw unfit(node, found.get());
                    return (Void) null;
                })
                .compose(_ ->
                        tryWrite(node, redis.triedAt(node)).recover(failure -> passesIfItMayBeWellLater(failure, node)))
                .compose(_ -> node.scripts().removeOthers());
    }

    /// One that refuses now is told of by `/readyz`; what no time mends is told of at once.
    private static Future<Void> passesIfItMayBeWellLater(Throwable failure, RedisNode node) {
        if (!(failure instanceof StorageUnavailableException e) || e.fault() == null) {
            return Future.failedFuture(failure);
        }
        return switch (e.fault().trouble()) {
            case NOPERM -> Future.failedFuture(unfit(node, e.fault()));
            default -> Future.succeededFuture();
        };
    }

    /// Looks at a server to which a connection has opened, and how it runs scripts. One that is loading its
    /// data opens connections, too.
    static Future<Void> inspect(RedisNode node, RedisLane redis) {
        var looked = redis.health().hasBegun() ? look(node, redis) : identify(node);
        return Future.all(looked, node.scripts().choose()).mapEmpty();
    }

    /// Finds out which start of a server it is.
    static Future<Void> identify(RedisNode node) {
        return node.ask(c -> c.ping()).compose(_ -> info(node)).mapEmpty();
    }

    /// Looks at a server that was fit at the start, and remembers what is wrong with it or that nothing
    /// is. Fails when it does not tell.
    static Future<Void> look(RedisNode node, RedisLane redis) {
        var health = redis.health();
        return info(node)
                .compose(info -> {
                    boolean isEmptied = node.health().hadKeys(info.hasKeys()) && !info.hasKeys();
                    var broken = info.brokenClaim(health.durability());
                    if (broken.isPresent()) return Future.succeededFuture(broken);
                    if (health.durability() == Durability.MEMORY) return beginAgain(node, redis.keys(), isEmptied);
                    return Meta.find(node, redis.keys())
                            .map(found -> found.or(() -> isEmptied ? Optional.of(Meta.EMPTY) : Optional.empty()));
                })
                .compose(found -> {
                    found.ifPresent(node.health()::found);
                    return found.isPresent() ? Future.succeededFuture() : tryWriteIfFaulty(node, redis);
                });
    }

    /// A Redis of which nothing is claimed may come back empty.
    private static Future<Optional<Fault>> beginAgain(RedisNode node, Keys keys, boolean isEmptied) {
        if (isEmptied) LOG.warn("Redis at {} has come back empty: what it held is lost", node.address());
        return Meta.begin(node, keys);
    }

    private static Future<Void> tryWriteIfFaulty(RedisNode node, RedisLane redis) {
        if (node.health().fault() == null) return Future.succeededFuture();
        return tryWrite(node, redis.triedAt(node))
                .onSuccess(_ -> node.health().isWell())
                .otherwiseEmpty(); // it is as it was, and says so
    }

    /// Writes, and waits for a replica where that is asked for; fails as a send would.
    static Future<Void> tryWrite(RedisNode node, byte[] key) {
        byte[][] keys = {key};
        return node.write(Script.TRY, keys).mapEmpty();
    }

    private static Future<RedisInfo> info(RedisNode node) {
        return node.ask(c -> c.info()).map(RedisInfo::parse).onSuccess(info -> {
            node.isConnectedTo(info.runId());
            node.sawReplicas(info.replicas(), info.bytesBehind());
        });
    }

    private static UnfitException unfit(RedisNode node, Fault fault) {
        return new UnfitException("Redis at " + node.address() + " " + fault.sentence());
    }

    private static UnfitException incomplete(RedisLane redis) {
        return new UnfitException("the cluster of " + redis.health().servers() + " is not complete: no node serves "
                + redis.uncoveredSlots() + " of its slots (expected: all 16384 are served)");
    }

    private static void checkKind(NodeAddress address, RedisInfo info, RedisServers servers) {
        if (info.isOfCluster() && !(servers instanceof RedisServers.Cluster)) {
            throw new UnfitException("Redis at " + address + " is a node of a cluster (expected: redis.uris, with some"
                    + " of the cluster's nodes, in place of redis.uri)");
        }
    }

    /// What `redis.uris` leads to is none.
    static UnfitException noCluster(NodeAddress address) {
        return new UnfitException("Redis at " + address
                + " is not a node of a cluster (expected: redis.uri, for one server, in place of redis.uris)");
    }

    private static void checkVersion(NodeAddress address, RedisInfo info) {
        var parts = info.version().split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        if (major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR)) {
            throw new UnfitException(
                    "Redis at " + address + " is " + info.version() + " (expected: 6.2 or later, or Valkey)");
        }
    }
}

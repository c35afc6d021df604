package dev.opportune.ratelimiter.redis;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `INFO` tells of a server.
record RedisInfo(Map<String, String> values) {

    private static final String OFFSET = "offset=";

    static RedisInfo parse(String reply) {
        return new RedisInfo(reply.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, b) -> a)));
    }

    /// Other with each start of the server.
    String runId() {
        return values.getOrDefault("run_id", "");
    }

    boolean isOfCluster() {
        return "1".equals(values.get("cluster_enabled"));
    }

    String version() {
        return values.getOrDefault("redis_version", "0.0");
    }

    /// In any database.
    boolean hasKeys() {
        return values.keySet().stream().anyMatch(name -> isNumbered(name, "db"));
    }

    /// Why it does not keep what is claimed of it.
    Optional<Fault> brokenClaim(RedisFitness.Durability durability) {
        return switch (durability) {
            case MEMORY -> Optional.empty();
            case AOF -> noAof().or(this::eviction);
            case REPLICATED -> eviction().or(this::noReplica);
        };
    }

    private Optional<Fault> noAof() {
        if ("1".equals(values.get("aof_enabled"))) return Optional.empty();
        return Optional.of(new Fault(
                Trouble.NO_AOF,
                "a restart of it would lose admitted sends (expected: appendonly yes; or redis.durability: memory, to"
                        + " accept that)"));
    }

    private Optional<Fault> eviction() {
        var policy = values.get("maxmemory_policy");
        if ("noeviction".equals(policy)) return Optional.empty();
        return Optional.of(new Fault(
                Trouble.EVICTS,
                "maxmemory-policy " + policy + " (expected: noeviction; or redis.durability: memory, to accept the loss"
                        + " of sends)"));
    }

    /// `slave0:ip=…,port=…,state=online,offset=…,lag=…`.
    private Optional<Fault> noReplica() {
        if (replicas() > 0) return Optional.empty();
        return Optional.of(
                new Fault(
                        Trouble.NO_REPLICA,
                        "its loss would lose admitted sends (expected: one at least that is online; or redis.durability: aof)"));
    }

    /// How many replicas are online.
    int replicas() {
        return Math.toIntExact(online().count());
    }

    /// How many bytes of its writes the one of them that lacks most has not confirmed.
    long bytesBehind() {
        long written = number(values.getOrDefault("master_repl_offset", "0"));
        return online().mapToLong(it -> Math.max(0, written - offset(it))).max().orElse(0);
    }

    private Stream<String> online() {
        return values.entrySet().stream()
                .filter(it -> isNumbered(it.getKey(), "slave"))
                .map(Map.Entry::getValue)
                .filter(it -> it.contains("state=online"));
    }

    private static long offset(String replica) {
        int at = replica.indexOf(OFFSET);
        if (at < 0) return 0;
        int end = replica.indexOf(',', at);
        return number(replica.substring(at + OFFSET.length(), end < 0 ? replica.length() : end));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }

    /// Each of the hundreds of names of a reply is asked each second, so without a pattern.
    private static boolean isNumbered(String name, String kind) {
        if (!name.startsWith(kind) || name.length() == kind.length()) return false;
        for (int i = kind.length(); i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') return false;
        }
        return true;
    }
}

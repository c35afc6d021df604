package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// The meta key, which says what shape the data has: see `docs/data.md`.
final class Meta {

    static final String SCHEMA = "2";

    private static final byte[] SCHEMA_FIELD = "schema".getBytes(US_ASCII);
    private static final byte[] PARTITIONS_FIELD = "partitions".getBytes(US_ASCII);

    static final Fault EMPTY = new Fault(
            Trouble.EMPTY,
            "what it held is gone (expected: its data is restored; or the gateways are started anew, to begin with"
                    + " nothing)");

    private Meta() {}

    /// Says what it holds, where nothing does yet, and finds what is wrong.
    static Future<Optional<Fault>> begin(RedisNode node, Keys keys) {
        return find(node, keys).compose(found -> {
            var fault = found.orElse(null);
            if (fault == null || fault.trouble() != Trouble.EMPTY) return Future.succeededFuture(found);
            var partitions = Integer.toString(keys.partitions()).getBytes(US_ASCII);
            return node.ask(c -> c.hsetnx(keys.meta(), SCHEMA_FIELD, SCHEMA.getBytes(US_ASCII)))
                    .compose(_ -> node.ask(c -> c.hsetnx(keys.meta(), PARTITIONS_FIELD, partitions)))
                    .compose(_ -> find(node, keys));
        });
    }

    /// What is wrong; empty also of a node of a cluster that does not serve the meta key.
    static Future<Optional<Fault>> find(RedisNode node, Keys keys) {
        return node.ask(c -> c.hmget(keys.meta(), SCHEMA_FIELD, PARTITIONS_FIELD))
                .map(found -> fault(found, keys))
                .recover(failure ->
                        isElsewhere(failure) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(failure));
    }

    /// It is another node's, or will be soon.
    private static boolean isElsewhere(Throwable failure) {
        return failure instanceof MovedException
                || (failure instanceof StorageUnavailableException e
                        && e.fault() != null
                        && e.fault().trouble().isOfOneSlot());
    }

    private static Optional<Fault> fault(List<KeyValue<byte[], byte[]>> found, Keys keys) {
        if (!found.get(0).hasValue() || !found.get(1).hasValue()) return Optional.of(EMPTY);
        return other(Trouble.SCHEMA, SCHEMA, found.get(0).getValue())
                .or(() -> other(
                        Trouble.PARTITIONS,
                        Integer.toString(keys.partitions()),
                        found.get(1).getValue()));
    }

    private static Optional<Fault> other(Trouble trouble, String ours, byte[] theirs) {
        var said = new String(theirs, UTF_8);
        if (said.equals(ours)) return Optional.empty();
        return Optional.of(new Fault(
                trouble,
                RedisWords.shortened(said) + " (expected: " + ours + "; another redis.prefix keeps data apart)"));
    }
}

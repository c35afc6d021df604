package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.ZoneRow;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Answers a script that misses a time zone's row: writes it from `java.time` and asks the script again.
final class ZoneRows {

    /// A script may miss one row at most, and a row that was just written is there; a second time is a defect.
    private static final int MOST_ROWS = 2;

    private static final byte[] ZONE = "zone".getBytes(UTF_8);

    private final Storage redis;

    ZoneRows(Storage redis) {
        this.redis = redis;
    }

    Future<List<Object>> run(int partition, Supplier<Future<List<Object>>> script) {
        return run(partition, script, 0);
    }

    private Future<List<Object>> run(int partition, Supplier<Future<List<Object>>> script, int written) {
        Promise<List<Object>> promise = Promise.promise();
        script.get().onComplete((reply, failure) -> {
            if (failure != null) promise.fail(failure);
            else if (!isMissing(reply)) promise.complete(reply);
            else again(partition, script, reply, written).onComplete(promise);
        });
        return promise.future();
    }

    private static boolean isMissing(List<Object> reply) {
        return Arrays.equals(ScriptReply.bytes(reply, 0), ZONE);
    }

    private Future<List<Object>> again(
            int partition, Supplier<Future<List<Object>>> script, List<Object> reply, int written) {
        var zone = ScriptReply.text(reply, 2);
        if (written == MOST_ROWS) {
            return Future.failedFuture(new IllegalStateException("a script does not take the row of zone " + zone));
        }
        var row = ZoneRow.write(ZoneId.of(zone), Instant.ofEpochMilli(ScriptReply.now(reply)));
        return redis.plain()
                .setField(redis.keys().zones(partition), zone.getBytes(UTF_8), row.getBytes(UTF_8))
                .compose(_ -> run(partition, script, written + 1));
    }
}

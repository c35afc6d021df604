package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.ZoneRow;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/// Answers a script that misses a time zone's row: writes it from `java.time` and asks the script again.
final class ZoneRows {

    /// A script may miss one row at most, and a row that was just written is there; a second time is a defect.
    private static final int MOST_ROWS = 2;

    private final Storage redis;

    ZoneRows(Storage redis) {
        this.redis = redis;
    }

    Future<List<Object>> run(int partition, Supplier<Future<List<Object>>> script) {
        return run(partition, script, 0);
    }

    private Future<List<Object>> run(int partition, Supplier<Future<List<Object>>> script, int written) {
        return script.get().compose(reply -> {
            if (!ScriptReply.word(reply).equals("zone")) return Future.succeededFuture(reply);
            var zone = new String((byte[]) reply.get(2), UTF_8);
            if (written == MOST_ROWS) {
                return Future.failedFuture(new IllegalStateException("a script does not take the row of zone " + zone));
            }
            var row = ZoneRow.write(ZoneId.of(zone), Instant.ofEpochMilli(ScriptReply.now(reply)));
            return redis.plain()
                    .setField(redis.keys().zones(partition), zone.getBytes(UTF_8), row.getBytes(UTF_8))
                    .compose(_ -> run(partition, script, written + 1));
        });
    }
}

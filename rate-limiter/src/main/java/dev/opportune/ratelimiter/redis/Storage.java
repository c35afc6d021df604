package dev.opportune.ratelimiter.redis;

import io.vertx.core.Future;
import java.util.List;

/// A lane's Redis, as those see it that keep something there. Confined to the lane; futures fail with
/// [StorageUnavailableException] when Redis does not answer.
public interface Storage {

    /// Runs a script, once more when its reply was lost.
    Future<List<Object>> run(Script script, byte[][] keys, byte[]... args);

    /// What needs no script.
    PlainCommands plain();

    /// The names of what is kept.
    Keys keys();

    /// Whether keys of different partitions may be on different servers: a script takes those of one alone then.
    boolean isCluster();

    /// The instant that scripts take for now, in milliseconds since 1970; 0: Redis' own time. Only tests give one.
    long testNow();
}

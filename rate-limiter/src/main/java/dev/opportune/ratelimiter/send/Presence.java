package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `present.lua`: the lanes of all gateways, as they tell each other of themselves.
final class Presence {

    private final Storage redis;
    private final String name;
    private final RedisClock clock;

    Presence(Storage redis, SendStore.Terms terms, RedisClock clock) {
        this.redis = redis;
        this.name = terms.owner();
        this.clock = clock;
    }

    /// @param stay zero: the lane is not present any more
    Future<List<String>> say(Duration stay) {
        byte[][] names = {redis.keys().fleet()};
        long calledAtNanos = System.nanoTime();
        return redis.run(
                        Script.PRESENT,
                        names,
                        Long.toString(redis.testNow()).getBytes(UTF_8),
                        name.getBytes(UTF_8),
                        Long.toString(stay.toMillis()).getBytes(UTF_8))
                .map(reply -> {
                    clock.saw(ScriptReply.now(reply), calledAtNanos);
                    var present = new ArrayList<String>();
                    for (var each : (List<?>) reply.get(2)) present.add(new String((byte[]) each, UTF_8));
                    return present;
                });
    }
}

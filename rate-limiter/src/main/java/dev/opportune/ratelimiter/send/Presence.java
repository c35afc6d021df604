package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `present.lua`: the lanes of all gateways, or whoever else shares partitions, as they tell each other of themselves.
public final class Presence {

    private static final String ROOM = "+";
    private static final String NO_ROOM = "-";

    private final Storage redis;
    private final byte[] fleet;
    private final String name;

    /// @param fleet the key of those that share
    /// @param name of whom it tells
    public Presence(Storage redis, byte[] fleet, String name) {
        this.redis = redis;
        this.fleet = fleet;
        this.name = name;
    }

    Presence(Storage redis, SendStore.Terms terms) {
        this(redis, redis.keys().fleet(), terms.owner());
    }

    /// Who is there, by name, in order.
    ///
    /// @param withRoom those of them that take up what is ready
    public record Fleet(List<String> lanes, List<String> withRoom) {}

    /// Says that it is there, and hears who else is.
    ///
    /// @param stay zero: it is not present any more
    public Future<Fleet> say(Duration stay, boolean hasRoom) {
        byte[][] names = {fleet};
        return redis.run(
                        Script.PRESENT,
                        names,
                        name.getBytes(UTF_8),
                        Long.toString(stay.toMillis()).getBytes(UTF_8),
                        (hasRoom ? ROOM : NO_ROOM).getBytes(UTF_8))
                .map(reply -> fleet((List<?>) reply.get(1)));
    }

    private static Fleet fleet(List<?> present) {
        var lanes = new ArrayList<String>();
        var withRoom = new ArrayList<String>();
        for (var each : present) {
            var marked = new String((byte[]) each, UTF_8);
            var lane = marked.substring(ROOM.length());
            lanes.add(lane);
            if (marked.startsWith(ROOM)) withRoom.add(lane);
        }
        return new Fleet(
                lanes.stream().sorted().toList(), withRoom.stream().sorted().toList());
    }
}

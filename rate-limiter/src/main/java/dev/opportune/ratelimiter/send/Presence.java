package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `present.lua`: the lanes of all gateways, as they tell each other of themselves.
public final class Presence {

    private static final String ROOM = "+";
    private static final String NO_ROOM = "-";

    private final Storage redis;
    private final String name;

    Presence(Storage redis, SendStore.Terms terms) {
        this.redis = redis;
        this.name = terms.owner();
    }

    /// Who is there, by name, in order.
    ///
    /// @param withRoom those of them that take up what is ready
    public record Fleet(List<String> lanes, List<String> withRoom) {}

    /// @param stay zero: the lane is not present any more
    Future<Fleet> say(Duration stay, boolean hasRoom) {
        byte[][] names = {redis.keys().fleet()};
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

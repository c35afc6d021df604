package dev.opportune.perf.chaos.site;

import dev.opportune.perf.chaos.link.RedisProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One Redis, or all nodes of a cluster, and the ways that lead there: to the one Redis each gateway has its own, to a
/// node of a cluster all gateways and its replica have the same.
public sealed interface Redis extends AutoCloseable permits SingleRedis, RedisCluster {

    /// As many as gateways, and as masters of a cluster.
    int WAYS = 3;

    /// Records, what waits, what is ready, who has parked sends, and campaigns: as `docs/data.md` has them.
    Pattern OF_LIVE_SENDS = Pattern.compile("op:\\{[0-9]+}:(s:.*|w|q[0-2]|p:.*|c)");

    static Redis start(Place place) throws IOException, InterruptedException {
        Path folder = place.work().resolve("redis");
        return place.cluster()
                ? RedisCluster.start(place.redisServer(), folder, place.durability())
                : SingleRedis.start(place.redisServer(), folder, place.durability());
    }

    /// What a gateway's configuration says of it.
    String configured(int gateway);

    /// Those that serve now, and answer.
    List<RedisProcess> masters() throws IOException;

    /// One of those that gateways take now.
    ///
    /// @param number less than [#WAYS]
    RedisProxy way(int number) throws IOException;

    /// Waits until all is served, by as many nodes as at the start, after one of them was away.
    void awaitWhole() throws IOException, InterruptedException;

    /// Names of keys that are there only while some send has not ended.
    default List<String> keysOfLiveSends() throws IOException {
        var keys = new ArrayList<String>();
        for (var master : masters()) {
            try (var talk = master.talk()) {
                keys.addAll(talk.keys("op:*"));
            }
        }
        keys.removeIf(it -> !OF_LIVE_SENDS.matcher(it).matches());
        return keys;
    }

    @Override
    void close() throws IOException;
}

package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// Slots of partitions that move from one master to another, as `redis-cli --cluster reshard` moves them.
public final class Migration {

    private static final int KEYS_AT_A_TIME = 5;
    private static final long BETWEEN_MILLIS = 10;

    private final List<RedisProcess> masters;
    private final RedisProcess to;
    private int keys;

    /// To a master.
    ///
    /// @param masters all of them
    public Migration(List<RedisProcess> masters, RedisProcess to) {
        this.masters = List.copyOf(masters);
        this.to = to;
    }

    /// How many keys have moved so far.
    public int keys() {
        return keys;
    }

    /// Moves all of a partition, unless it is there.
    public void move(int partition) throws IOException, InterruptedException {
        String slot = to.ask("CLUSTER KEYSLOT op:{" + partition + "}:");
        var from = owner(Integer.parseInt(slot));
        if (from.equals(to)) return;
        RedisCluster.order(to, "CLUSTER SETSLOT " + slot + " IMPORTING " + from.ask("CLUSTER MYID"));
        RedisCluster.order(from, "CLUSTER SETSLOT " + slot + " MIGRATING " + to.ask("CLUSTER MYID"));
        try (var talk = from.talk()) {
            for (var some = keysIn(talk, slot); !some.isEmpty(); some = keysIn(talk, slot)) {
                String names = some.stream().map(it -> '"' + it + '"').collect(Collectors.joining(" "));
                String reply = talk.text("MIGRATE 127.0.0.1 " + to.port() + " \"\" 0 5000 KEYS " + names);
                if (reply.equals("OK")) keys += some.size();
                Thread.sleep(BETWEEN_MILLIS);
            }
        }
        String done = "CLUSTER SETSLOT " + slot + " NODE " + to.ask("CLUSTER MYID");
        RedisCluster.order(to, done);
        RedisCluster.order(from, done);
    }

    private static List<String> keysIn(RedisTalk talk, String slot) throws IOException {
        return talk.list("CLUSTER GETKEYSINSLOT " + slot + " " + KEYS_AT_A_TIME);
    }

    private RedisProcess owner(int slot) throws IOException {
        for (var master : masters) {
            var myself = master.ask("CLUSTER NODES")
                    .lines()
                    .filter(it -> it.contains("myself"))
                    .findFirst()
                    .orElse("");
            if (serves(myself, slot)) return master;
        }
        throw new IOException("slot " + slot + " is not served");
    }

    /// After eight words come the slots: `7`, `0-5460`, or `[7->-…]` for one on the move.
    private static boolean serves(String myself, int slot) {
        return List.of(myself.split(" ", -1)).stream()
                .skip(8)
                .filter(it -> !it.startsWith("["))
                .map(it -> it.split("-", -1))
                .anyMatch(it -> Integer.parseInt(it[0]) <= slot && slot <= Integer.parseInt(it[it.length - 1]));
    }
}

package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Slots of partitions that move from one master to another, as `redis-cli --cluster reshard` moves them.
public final class Migration {

    private static final Pattern TAG = Pattern.compile("^op:\\{([0-9]+)}:");
    private static final int KEYS_AT_A_TIME = 5;
    private static final long BETWEEN_MILLIS = 10;

    private final RedisProcess from;
    private final RedisProcess to;
    private int keys;

    public Migration(RedisProcess from, RedisProcess to) {
        this.from = from;
        this.to = to;
    }

    /// How many keys have moved so far.
    public int keys() {
        return keys;
    }

    /// Moves so many partitions that hold something, with all that they hold.
    public void move(int partitions) throws IOException, InterruptedException {
        try (var talk = from.talk()) {
            var tags = talk.keys("op:*").stream()
                    .map(TAG::matcher)
                    .filter(it -> it.find())
                    .map(it -> it.group(1))
                    .distinct()
                    .limit(partitions)
                    .toList();
            for (var tag : tags) moveSlot(talk, talk.text("CLUSTER KEYSLOT op:{" + tag + "}:"));
        }
    }

    private void moveSlot(RedisTalk talk, String slot) throws IOException, InterruptedException {
        String there = to.ask("CLUSTER MYID");
        to.order("CLUSTER SETSLOT " + slot + " IMPORTING " + from.ask("CLUSTER MYID"));
        from.order("CLUSTER SETSLOT " + slot + " MIGRATING " + there);
        for (var some = keysIn(talk, slot); !some.isEmpty(); some = keysIn(talk, slot)) {
            String names = some.stream().map(it -> '"' + it + '"').collect(Collectors.joining(" "));
            String reply = talk.text("MIGRATE 127.0.0.1 " + to.port() + " \"\" 0 5000 KEYS " + names);
            if (reply.equals("OK")) keys += some.size();
            Thread.sleep(BETWEEN_MILLIS);
        }
        for (var node : List.of(to, from)) node.order("CLUSTER SETSLOT " + slot + " NODE " + there);
    }

    private static List<String> keysIn(RedisTalk talk, String slot) throws IOException {
        return talk.list("CLUSTER GETKEYSINSLOT " + slot + " " + KEYS_AT_A_TIME);
    }
}

package dev.opportune.gateway.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.send.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Which of the lanes looks after a partition, by rendezvous hashing: each lane has a weight for each partition,
/// and the heaviest has it. So all who know the same lanes agree without a word; a lane that comes takes its n-th
/// part from the others, and one that goes leaves its own to them, and nothing else moves.
public final class Shares {

    private Shares() {}

    /// What falls to one of the lanes of a fleet.
    static Share.Part of(String lane, Presence.Fleet fleet, int partitions) {
        var own = of(lane, fleet.lanes(), partitions);
        boolean hasRoom = fleet.withRoom().contains(lane);
        return new Share.Part(Set.copyOf(own), hasRoom ? of(lane, fleet.withRoom(), partitions) : own);
    }

    /// The partitions of one of the lanes; none when it is not among them.
    public static List<Integer> of(String lane, Collection<String> lanes, int partitions) {
        var share = new ArrayList<Integer>();
        if (!lanes.contains(lane)) return share;
        var others = lanes.stream().filter(other -> !other.equals(lane)).toList();
        long own = seed(lane);
        long[] seeds = others.stream().mapToLong(Shares::seed).toArray();
        for (int p = 0; p < partitions; p++) {
            long weight = weight(own, p);
            boolean heaviest = true;
            for (int i = 0; i < seeds.length && heaviest; i++) {
                long other = weight(seeds[i], p);
                heaviest = weight > other || (weight == other && lane.compareTo(others.get(i)) > 0);
            }
            if (heaviest) share.add(p);
        }
        return share;
    }

    /// FNV-1a, of 64 bits.
    private static long seed(String lane) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : lane.getBytes(UTF_8)) hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        return hash;
    }

    /// SplitMix64's finalizer: each bit of either decides each bit of the weight.
    private static long weight(long seed, int partition) {
        long z = seed + (partition + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

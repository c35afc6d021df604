package dev.opportune.engagement.report;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts by [Metric], amounts by name and currency, and of whose users there is anything. Sums of them
/// are sums of their members. Not thread-safe.
public final class Cells {

    private final Map<String, Long> counts = new HashMap<>();
    private final Map<Amount, BigInteger> amounts = new TreeMap<>();
    private final BitSet partitions = new BitSet();

    /// What conversions of a name were worth, in a currency.
    public record Amount(String name, String currency) implements Comparable<Amount> {
        @Override
        public int compareTo(Amount other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : currency.compareTo(other.currency);
        }
    }

    public void add(String metric, long count) {
        counts.merge(metric, count, Long::sum);
    }

    /// Adds to an amount.
    ///
    /// @param tenThousandths as [dev.opportune.engagement.Money] has them
    public void add(Amount amount, BigInteger tenThousandths) {
        amounts.merge(amount, tenThousandths, BigInteger::add);
    }

    /// Adds users that were counted.
    ///
    /// @param partitions theirs: no more than there are users
    public void addUsers(BitSet partitions) {
        this.partitions.or(partitions);
    }

    public void add(Cells other) {
        other.counts.forEach(this::add);
        other.amounts.forEach(this::add);
        addUsers(other.partitions);
    }

    public long get(String metric) {
        return counts.getOrDefault(metric, 0L);
    }

    public Map<String, Long> counts() {
        return counts;
    }

    public Map<Amount, BigInteger> amounts() {
        return amounts;
    }

    /// How many users there are at least.
    public int usersAtLeast() {
        return partitions.cardinality();
    }

    /// The counts whose names begin so, by what follows.
    public Map<String, Long> beginning(String prefix) {
        var found = new TreeMap<String, Long>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) found.put(name.substring(prefix.length()), count);
        });
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cells cells && cells.counts.equals(counts) && cells.amounts.equals(amounts);
    }

    @Override
    public int hashCode() {
        return 31 * counts.hashCode() + amounts.hashCode();
    }

    @Override
    public String toString() {
        return counts + " " + amounts;
    }
}

package dev.opportune.ratelimiter.redis;

/// What Redis uses of the memory that it may use, as it counts when it refuses writes.
///
/// @param mostBytes its `maxmemory`; 0: it has no bound
public record MemoryUse(long usedBytes, long mostBytes) {

    /// Reads what `INFO memory` replies.
    static MemoryUse parse(String info) {
        // What replicas and the append-only file have still to take is not counted when Redis is full.
        long counted = value(info, "used_memory") - value(info, "mem_not_counted_for_evict");
        return new MemoryUse(Math.max(0, counted), value(info, "maxmemory"));
    }

    /// Of what it may use; 0 where it has no bound.
    double share() {
        return mostBytes == 0 ? 0 : (double) usedBytes / mostBytes;
    }

    private static long value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .filter(text -> text.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}

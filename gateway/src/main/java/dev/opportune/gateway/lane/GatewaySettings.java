package dev.opportune.gateway.lane;

import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.measure.Measurement;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.user.KeptRefusals;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How a gateway is set up, files already read.
///
/// @param name tells this gateway's lanes from all others' in the fleet
/// @param http where the lanes listen; port 0 finds a free one
/// @param ingest where they listen to apps' devices; null: nowhere
/// @param refusals what outlives a user's erasure; null: nothing
/// @param measurement of what becomes of sends; null: none
/// @param memoryHighWater percent of Redis' memory above which promotional sends are refused
/// @param lookAtFilesEvery how soon a changed credential or policy is noticed
/// @param testClock 0: Redis' own time; tests give theirs, in milliseconds since 1970
public record GatewaySettings(
        String name,
        int lanes,
        Listening http,
        @Nullable Listening ingest,
        RedisSettings redis,
        Durability durability,
        Duration receiptRetention,
        Duration idempotencyRetention,
        EventRetention events,
        @Nullable KeptRefusals refusals,
        @Nullable Measurement measurement,
        SendLimits limits,
        int memoryHighWater,
        Duration lookAtFilesEvery,
        LongSupplier testClock) {

    /// Reading a few small files costs little, and a rotated key should not wait long.
    public static final Duration LOOK_AT_FILES_EVERY = Duration.ofSeconds(2);

    /// That measure nothing of what becomes of sends.
    public GatewaySettings(
            String name,
            int lanes,
            Listening http,
            RedisSettings redis,
            Durability durability,
            Duration receiptRetention,
            Duration idempotencyRetention,
            EventRetention events,
            @Nullable KeptRefusals refusals,
            SendLimits limits,
            int memoryHighWater,
            Duration lookAtFilesEvery,
            LongSupplier testClock) {
        this(
                name,
                lanes,
                http,
                null,
                redis,
                durability,
                receiptRetention,
                idempotencyRetention,
                events,
                refusals,
                null,
                limits,
                memoryHighWater,
                lookAtFilesEvery,
                testClock);
    }

    public GatewaySettings {
        if (lanes < 1 || lanes > 256) throw new IllegalArgumentException("lanes: " + lanes + " (expected: 1 to 256)");
        if (ingest != null && measurement == null) {
            throw new IllegalArgumentException("ingest: there (expected: only where is measured)");
        }
    }
}

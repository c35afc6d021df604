package dev.opportune.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.user.KeptRefusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What outlives a user's erasure.
///
/// @param refusalsKeyFile null: nothing does; the file's first line is the key otherwise
public record ErasureConfig(@Nullable Path refusalsKeyFile, Duration refusalsRetention) {

    static final Duration LEAST_RETENTION = Duration.ofDays(1);

    public ErasureConfig {
        boolean isPossible = refusalsRetention.compareTo(LEAST_RETENTION) >= 0
                && refusalsRetention.compareTo(KeptRefusals.MAX_RETENTION) <= 0;
        if (!isPossible) {
            throw new IllegalArgumentException(
                    "refusals_retention: " + refusalsRetention + " (expected: P1D to P3650D)");
        }
    }

    /// What is kept, by the key in the file; null: nothing.
    ///
    /// @throws IllegalArgumentException when the key is too short
    public @Nullable KeptRefusals refusals() throws IOException {
        if (refusalsKeyFile == null) return null;
        var key = Files.readString(refusalsKeyFile).lines().findFirst().orElse("");
        return new KeptRefusals(key.strip().getBytes(UTF_8), refusalsRetention);
    }
}

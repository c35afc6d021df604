package dev.opportune.gateway.config;

import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where Redis is, and what is asked of it.
///
/// @param passwordFile null: no password; the file's first line otherwise
public record RedisConfig(
        URI uri,
        @Nullable String username,
        @Nullable Path passwordFile,
        String prefix,
        int partitions,
        Durability durability) {

    public static final String DEFAULT_URI = "redis://127.0.0.1:6379";

    public RedisConfig {
        // The same rules as for what is made of it.
        var _ = new RedisSettings(uri, username, null, prefix, partitions, RedisSettings.DEFAULT_COMMAND_TIMEOUT);
        if (username != null && passwordFile == null) {
            throw new IllegalArgumentException("username: has no password_file (expected: both)");
        }
    }

    /// The settings of a connection, with the password read from its file.
    public RedisSettings settings() throws IOException {
        return new RedisSettings(uri, username, password(), prefix, partitions, RedisSettings.DEFAULT_COMMAND_TIMEOUT);
    }

    private @Nullable String password() throws IOException {
        if (passwordFile == null) return null;
        return Files.readString(passwordFile).lines().findFirst().orElse("");
    }

    /// Reads the configuration's word.
    static Durability durability(String word) {
        return switch (word) {
            case "memory" -> Durability.MEMORY;
            case "aof" -> Durability.AOF;
            case "replicated" ->
                throw new IllegalArgumentException("replicated is not supported yet (expected: memory or aof)");
            default -> throw new IllegalArgumentException('"' + word + "\" (expected: memory or aof)");
        };
    }
}

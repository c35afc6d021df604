package dev.opportune.gateway.config;

import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.redis.RedisTls;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where Redis is, and what is asked of it.
///
/// @param passwordFile null: no password; the file's first line otherwise
/// @param memoryHighWater percent of its memory above which promotional sends are refused; 100: none are
/// @param tls null: where connections speak TLS the machine's own CAs are trusted
public record RedisConfig(
        RedisServers servers,
        @Nullable String username,
        @Nullable Path passwordFile,
        @Nullable RedisTls tls,
        String prefix,
        int partitions,
        Durability durability,
        int memoryHighWater) {

    public static final String DEFAULT_URI = "redis://127.0.0.1:6379";

    static final int LEAST_HIGH_WATER = 10;

    public RedisConfig {
        // The same rules as for what is made of it.
        var _ = new RedisSettings(
                servers, username, null, tls, prefix, partitions, RedisSettings.DEFAULT_COMMAND_TIMEOUT);
        if (username != null && passwordFile == null) {
            throw new IllegalArgumentException("username: has no password_file (expected: both)");
        }
        if (memoryHighWater < LEAST_HIGH_WATER || memoryHighWater > HighWater.OFF) {
            throw new IllegalArgumentException("memory_high_water: " + memoryHighWater + " (expected: 10 to 100)");
        }
    }

    /// The settings of a connection.
    ///
    /// @param password gives the one in force; null: there is none
    public RedisSettings settings(@Nullable Supplier<String> password) {
        return new RedisSettings(
                servers, username, password, tls, prefix, partitions, RedisSettings.DEFAULT_COMMAND_TIMEOUT);
    }

    /// Reads the configuration's word.
    static Durability durability(String word) {
        return switch (word) {
            case "memory" -> Durability.MEMORY;
            case "aof" -> Durability.AOF;
            case "replicated" -> Durability.REPLICATED;
            default -> throw new IllegalArgumentException('"' + word + "\" (expected: memory, aof or replicated)");
        };
    }

    /// What it does not say it does not show either: there may be a password in it. java.net.URI knows of none before a
    /// host with `_`, or where the slashes are missing.
    static URI uri(String text) {
        try {
            var uri = new URI(text);
            if (!text.contains("@")) return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URI (expected: redis://host:port)", e);
        }
        throw new IllegalArgumentException("has a user or a password (expected: username and password_file)");
    }
}

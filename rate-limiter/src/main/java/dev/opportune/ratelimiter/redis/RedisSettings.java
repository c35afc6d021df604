package dev.opportune.ratelimiter.redis;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where Redis is and what is kept there.
///
/// @param password gives the one in force, for each connection anew; null: none
/// @param tls null: where connections speak TLS the machine's own CAs are trusted
/// @param prefix begins every key
/// @param partitions fixed for the life of the data
/// @param commandTimeout a command without a reply for so long counts as lost
public record RedisSettings(
        RedisServers servers,
        @Nullable String username,
        @Nullable Supplier<String> password,
        @Nullable RedisTls tls,
        String prefix,
        int partitions,
        Duration commandTimeout) {

    public static final String DEFAULT_PREFIX = "op:";
    public static final int DEFAULT_PARTITIONS = 256;
    public static final int MAX_PARTITIONS = 4096;

    /// Within the second in which a caller gets a 503.
    public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofMillis(800);

    public RedisSettings {
        if (tls != null && !servers.tls()) {
            throw new IllegalArgumentException("tls: is of no use with " + servers + " (expected: rediss://host:port)");
        }
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "partitions: " + partitions + " (expected: 1 to " + MAX_PARTITIONS + ")");
        }
        if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0 || prefix.length() > 32) {
            throw new IllegalArgumentException(
                    "prefix: \"" + prefix + "\" (expected: at most 32 characters without braces)");
        }
        if (commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("command_timeout: " + commandTimeout + " (expected: at least PT0.001S)");
        }
    }

    public RedisSettings(
            URI uri,
            @Nullable String username,
            @Nullable Supplier<String> password,
            String prefix,
            int partitions,
            Duration commandTimeout) {
        this(RedisServers.of(uri), username, password, null, prefix, partitions, commandTimeout);
    }

    public RedisSettings(URI uri) {
        this(uri, null, null, DEFAULT_PREFIX, DEFAULT_PARTITIONS, DEFAULT_COMMAND_TIMEOUT);
    }

    @Override
    public String toString() {
        return "RedisSettings[" + servers + ", prefix " + prefix + ", " + partitions + " partitions]"; // no password
    }
}

package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which sends of a campaign wait or are ready. A campaign is its caller's own, so it is named by both.
final class Campaigns {

    /// What of a campaign's digest begins the names of its sends, in hexadecimal (`campaigns.lua`).
    private static final int DIGEST_CHARS = 16;

    private final Storage redis;

    Campaigns(Storage redis) {
        this.redis = redis;
    }

    /// Ids of a partition, in their order. Another campaign's may be among them when chance has given both one digest.
    ///
    /// @param after an id; null: from the first one on
    Future<List<String>> page(int partition, String caller, String campaign, @Nullable String after, int most) {
        var prefix = digest(caller, campaign);
        var name = after == null ? null : (prefix + after).getBytes(UTF_8);
        return redis.plain()
                .beginningWith(redis.keys().campaigns(partition), prefix.getBytes(UTF_8), name, most)
                .map(names -> names.stream()
                        .map(found -> new String(found, UTF_8).substring(DIGEST_CHARS))
                        .toList());
    }

    private static String digest(String caller, String campaign) {
        try {
            var sha = MessageDigest.getInstance("SHA-1").digest((caller + '\0' + campaign).getBytes(UTF_8));
            return HexFormat.of().formatHex(sha).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

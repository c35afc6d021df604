package dev.opportune.ratelimiter.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.PlainCommands;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/// Webhooks whose receiver said that it is gone (410), for all gateways. Confined to one event loop; futures fail with
/// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
public final class GoneWebhooks {

    private final Storage redis;

    public GoneWebhooks(Storage redis) {
        this.redis = redis;
    }

    /// @param url that said so
    /// @param atMillis when, in Redis' time
    public record Gone(String url, long atMillis) {}

    /// All of them by name.
    public Future<Map<String, Gone>> all() {
        var found = new HashMap<String, Gone>();
        return page(PlainCommands.BEGINNING, found).map(found);
    }

    private Future<Void> page(String cursor, Map<String, Gone> found) {
        return redis.plain().page(redis.keys().gone(), cursor, 100).compose(page -> {
            page.fields().forEach((name, packed) -> {
                var from = new Unpacked(packed);
                found.put(new String(name, UTF_8), new Gone(from.text(), from.number()));
            });
            return page.next().isEmpty() ? Future.succeededFuture() : page(page.next(), found);
        });
    }

    public Future<Void> put(String webhook, Gone gone) {
        var packed = Packed.within().put(gone.url).put(gone.atMillis).bytes();
        return redis.plain().setField(redis.keys().gone(), webhook.getBytes(UTF_8), packed);
    }

    /// Gives whether it was there.
    public Future<Boolean> remove(String webhook) {
        return redis.plain().removeField(redis.keys().gone(), webhook.getBytes(UTF_8));
    }
}

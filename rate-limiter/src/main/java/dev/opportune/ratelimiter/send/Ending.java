package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.device.DeviceTokens;
import dev.opportune.ratelimiter.history.Tried;
import dev.opportune.ratelimiter.history.Waited;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `settle.lua`, `park.lua`, `forward.lua` and `cancel.lua`: how a lane lets go of a send.
public final class Ending {

    private final Storage redis;
    private final SendStore.Terms terms;
    private final DeviceTokens index;

    /// What is packed for each settlement, and what is packed within that.
    private final Packed to = new Packed();

    private final Packed within = Packed.within();

    Ending(Storage redis, SendStore.Terms terms) {
        this.redis = redis;
        this.index = new DeviceTokens(redis);
        this.terms = terms;
    }

    /// How a send ended.
    ///
    /// @param fence of the lease
    /// @param state a terminal one
    /// @param news of devices, since the lane leased the send or last handed it back
    /// @param waited what became of it before, as its lease had it
    public record Settlement(
            long fence,
            SendState state,
            String reason,
            List<Delivery> deliveries,
            List<DeviceNews> news,
            Waited waited) {

        /// Of a send that has not waited.
        public Settlement(
                long fence, SendState state, String reason, List<Delivery> deliveries, List<DeviceNews> news) {
            this(fence, state, reason, deliveries, news, Waited.NONE);
        }

        public Settlement {
            if (!state.isTerminal()) {
                throw new IllegalArgumentException("state: " + state + " (expected: a terminal one)");
            }
        }
    }

    /// What became of a cancellation.
    public enum Cancelled {
        CANCELLED,
        /// A lane has it.
        TOO_LATE,
        /// It has a receipt.
        ENDED,
        NOT_FOUND
    }

    Future<Boolean> settle(String sendId, String user, Settlement settlement) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        byte[][] names = {
            keys.send(p, sendId),
            keys.receipt(p, sendId),
            keys.waiting(p),
            keys.user(p, user),
            keys.events(p),
            keys.floors(p)
        };
        var deliveries = settlement.deliveries;
        to.restart().put(redis.testNow()).put(sendId).put(terms.owner());
        to.put(settlement.fence).put(settlement.state.word()).put(settlement.reason);
        to.put(terms.receiptRetention().toMillis());
        Told.forReceipt(deliveries, within.restart());
        to.put(within).put(deliveries.size());
        boolean seen = Told.outcomes(deliveries, within.restart());
        to.put(within).put(seen ? 1 : 0);
        to.put(settlement.news.isEmpty() ? new byte[0] : Delivery.packed(deliveries));
        DeviceNews.write(settlement.news, to);
        terms.events().write(to);
        if (terms.measuring() != null) {
            Told.ofApps(deliveries, within.restart());
            to.put(within).put(Told.acceptedAtMillis(deliveries));
        }
        if (!settlement.waited.isNone()) {
            if (terms.measuring() == null) to.put("").put(0);
            to.put(settlement.waited.packed());
        }
        return run(Script.SETTLE, counting(names, p), to, "settled", user);
    }

    Future<Boolean> park(
            String sendId,
            String user,
            long fence,
            long untilMillis,
            List<Delivery> deliveries,
            List<DeviceNews> news,
            List<Tried> tried) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        byte[][] names = {
            keys.send(p, sendId),
            keys.waiting(p),
            keys.parked(p, user),
            keys.user(p, user),
            keys.events(p),
            keys.floors(p),
            keys.campaigns(p)
        };
        var packed = new Packed().array(10).put(redis.testNow()).put(sendId).put(terms.owner());
        packed.put(fence).put(untilMillis);
        packed.put(Delivery.packed(deliveries));
        DeviceNews.write(news, packed);
        terms.events().write(packed);
        packed.put(Tried.packed(tried));
        return run(Script.PARK, counting(names, p), packed, "parked", user);
    }

    Future<Boolean> forward(String sendId, String user, String app) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        byte[][] names = {keys.send(p, sendId), keys.waiting(p)};
        var packed = new Packed().array(3).put(redis.testNow()).put(sendId).put(app);
        return redis.run(Script.FORWARD, names, packed.bytes())
                .map(reply -> ScriptReply.word(reply).equals("forward"));
    }

    private Future<Boolean> run(Script script, byte[][] names, Packed packed, String done, String user) {
        return redis.run(script, names, packed.bytes()).map(reply -> {
            var word = ScriptReply.word(reply);
            if (word.equals(done)) {
                // Nobody waits for it: a device token that stays in the index costs a few bytes, until it is
                // registered.
                var _ = index.left(user, DeviceTokens.Left.read(ScriptReply.bytes(reply, 1)));
                return true;
            }
            if (word.equals("stale")) return false;
            throw ScriptReply.unknown(script, word);
        });
    }

    /// With the batch that it is counted in, where anything is.
    private byte[][] counting(byte[][] names, int partition) {
        if (terms.measuring() == null) return names;
        var all = Arrays.copyOf(names, names.length + 1);
        all[names.length] = redis.keys().batch(partition);
        return all;
    }

    Future<Cancelled> cancel(String sendId, String user, boolean asOwner) {
        return end(sendId, user, asOwner, null);
    }

    Future<Cancelled> fail(String sendId, String user, String reason) {
        return end(sendId, user, false, reason);
    }

    /// @param failure why no lane can take it up; null: it is cancelled
    private Future<Cancelled> end(String sendId, String user, boolean asOwner, @Nullable String failure) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        byte[][] names = {
            keys.send(p, sendId),
            keys.receipt(p, sendId),
            keys.waiting(p),
            keys.user(p, user),
            keys.parked(p, user),
            keys.ready(p, SendClass.CRITICAL),
            keys.ready(p, SendClass.TRANSACTIONAL),
            keys.ready(p, SendClass.PROMOTIONAL),
            keys.events(p),
            keys.campaigns(p)
        };
        var packed = new Packed()
                .array(failure == null ? 6 : 8)
                .put(redis.testNow())
                .put(sendId)
                .put(asOwner ? terms.owner() : null)
                .put(terms.receiptRetention().toMillis());
        terms.events().write(packed);
        if (failure != null) packed.put(SendState.FAILED.word()).put(failure);
        return redis.run(Script.CANCEL, counting(names, p), packed.bytes()).map(reply -> {
            var word = ScriptReply.word(reply);
            return switch (word) {
                case "cancelled" -> Cancelled.CANCELLED;
                case "too_late" -> Cancelled.TOO_LATE;
                case "ended" -> Cancelled.ENDED;
                case "not_found" -> Cancelled.NOT_FOUND;
                default -> throw ScriptReply.unknown(Script.CANCEL, word);
            };
        });
    }
}

package dev.opportune.ratelimiter.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends for a test that does one thing after the other: each call runs on the lane's thread and is waited for.
record AwaitedSends(RedisFixture redis, SendStore store) {

    /// A device that only its request knows.
    static final Admit.InlineDevice INLINE = new Admit.InlineDevice("app", "device-token");

    /// To [#INLINE], at once.
    Admit.Request request(String user, String category) {
        return request(user, category, Moment.Absolute.UNSAID);
    }

    /// To [#INLINE].
    Admit.Request request(String user, String category, Moment moment) {
        return request(user, category, moment, List.of(INLINE), null);
    }

    /// @param devices none: the user's registered ones
    Admit.Request request(
            String user,
            String category,
            Moment moment,
            List<Admit.InlineDevice> devices,
            Admit.@Nullable Idempotency key) {
        return new Admit.Request(
                store.newSendId(user),
                user,
                "caller",
                key,
                category,
                "campaign",
                "ref",
                null,
                Buffer.buffer("{\"title\":\"t\"}"),
                moment,
                devices);
    }

    @CanIgnoreReturnValue
    Admit.Reply.Decided admit(Admit.Request request, Policy policy) throws Exception {
        return (Admit.Reply.Decided) redis.onLane(() -> store.admit(request, policy));
    }

    StoredSend alive(String sendId) throws Exception {
        var known = redis.onLane(() -> store.find(sendId)).orElseThrow();
        return ((Lookup.Known.Alive) known).send();
    }

    Receipt receipt(String sendId) throws Exception {
        var known = redis.onLane(() -> store.find(sendId)).orElseThrow();
        return ((Lookup.Known.Ended) known).receipt();
    }

    Scan.Woken wake(String sendId) throws Exception {
        var send = alive(sendId);
        return redis.onLane(() -> store.wake(send));
    }

    @CanIgnoreReturnValue
    Claim.Reply claim(String sendId, Policy policy) throws Exception {
        var send = alive(sendId);
        return redis.onLane(() -> store.claim(send, policy));
    }

    /// Ends it with its deliveries as they were leased. False: it is another's by now.
    boolean settle(Admit.Reply.Decided held, String user, String state, DeviceNews... news) throws Exception {
        var lease = held.lease();
        var settlement = new Ending.Settlement(lease.fence(), state, "", lease.deliveries(), List.of(news));
        return redis.onLane(() -> store.settle(held.sendId(), user, settlement));
    }

    /// Hands it back with its deliveries as they were leased. False: it is another's by now.
    boolean park(Admit.Reply.Decided held, String user, long untilMillis, DeviceNews... news) throws Exception {
        var lease = held.lease();
        return redis.onLane(
                () -> store.park(held.sendId(), user, lease.fence(), untilMillis, lease.deliveries(), List.of(news)));
    }
}

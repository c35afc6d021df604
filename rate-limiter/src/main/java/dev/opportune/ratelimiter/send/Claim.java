package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `claim.lua`: takes a ready send up, decided afresh.
public final class Claim {

    /// Lanes that may be gone with a send, one after another, before it ends as failed: it may be what ends them.
    public static final int MOST_LANES_LOST = 5;

    private static final String LANES_LOST = "lanes_lost";

    private static final byte[] NONE = {};

    /// Where a reply has whom the words are for.
    private static final int READER = 4;

    private final Storage redis;
    private final SendStore.Terms terms;
    private final RedisClock clock;
    private final CategoryCodec categories = new CategoryCodec();
    private final ZoneRows zones;
    private final Tickets tickets = new Tickets();

    Claim(Storage redis, SendStore.Terms terms, RedisClock clock) {
        this.redis = redis;
        this.terms = terms;
        this.clock = clock;
        this.zones = new ZoneRows(redis);
    }

    /// What became of the attempt to take it up.
    public sealed interface Reply {

        /// The lane has it.
        ///
        /// @param send as it is now, with its present deadline
        record Leased(StoredSend send, Lease lease) implements Reply {}

        /// It waits again.
        record Parked(long untilMillis) implements Reply {}

        /// It ended: its moment is over, or a gate stops it now.
        ///
        /// @param suppressed the decision that stopped it; null: too many lanes that leased it were gone before
        ///     they let go of it
        record Ended(SendState state, Decision.@Nullable Suppressed suppressed) implements Reply {}

        /// Another lane was faster.
        record Gone() implements Reply {}
    }

    /// @param gate what is looked at of the send's template; null: it has none, or that is gone
    Future<Reply> run(StoredSend send, Policy policy, @Nullable TemplateGate gate) {
        var keys = redis.keys();
        int p = keys.partitionOf(send.about().user());
        byte[][] names = {
            keys.user(p, send.about().user()),
            keys.parked(p, send.about().user()),
            keys.send(p, send.sendId()),
            keys.receipt(p, send.sendId()),
            keys.ready(p, SendClass.CRITICAL),
            keys.ready(p, SendClass.TRANSACTIONAL),
            keys.ready(p, SendClass.PROMOTIONAL),
            keys.waiting(p),
            keys.zones(p),
            keys.events(p),
            keys.campaigns(p)
        };
        var measuring = terms.measuring();
        if (measuring != null) {
            names = Arrays.copyOf(names, names.length + 1);
            names[names.length - 1] = keys.batch(p);
        }
        var declared = names;
        var known = policy.categories().get(send.about().category());
        int touches = measuring != null && known != null && known.measure() ? measuring.touches() : 0;
        var packed = new Packed()
                .array(12)
                .put(redis.testNow())
                .put(send.sendId())
                .put(terms.owner())
                .put(terms.lease().toMillis())
                .put(terms.receiptRetention().toMillis());
        terms.events().write(packed);
        var argument = packed.put(terms.settings().get())
                .put(MOST_LANES_LOST)
                .put(touches)
                .put(gate == null ? NONE : gate.packed())
                .put(measuring == null ? NONE : tickets.running(policy))
                .bytes();
        var category = categories.packed(policy, send.about().category());
        long calledAtNanos = System.nanoTime();
        return zones.run(p, () -> redis.run(Script.CLAIM, declared, argument, category))
                .map(reply -> read(send.sendId(), reply, calledAtNanos));
    }

    private Reply read(String sendId, List<Object> reply, long calledAtNanos) {
        clock.saw(ScriptReply.now(reply), calledAtNanos);
        var word = ScriptReply.word(reply);
        return switch (word) {
            case "leased" -> {
                var send = StoredSend.read(sendId, ScriptReply.bytes(reply, 2));
                long holdUntil = Lease.holdUntil(ScriptReply.number(reply, 3));
                long endsNanos = calledAtNanos + terms.lease().toNanos();
                var lease = new Lease(
                        send.fence(),
                        send.deliveries(),
                        holdUntil,
                        endsNanos,
                        send.touched(),
                        send.waited(),
                        Reader.read(reply, READER));
                yield new Reply.Leased(send, lease);
            }
            case "parked" -> new Reply.Parked(ScriptReply.number(reply, 2));
            case "ended" -> ended(reply);
            case "gone" -> new Reply.Gone();
            default -> throw ScriptReply.unknown(Script.CLAIM, word);
        };
    }

    private static Reply ended(List<Object> reply) {
        var state = Receipt.state(ScriptReply.text(reply, 2));
        var reason = ScriptReply.text(reply, 3);
        return new Reply.Ended(
                state, reason.equals(LANES_LOST) ? null : suppressed(ScriptReply.bytes(reply, 4), reason));
    }

    /// The policy may have the category no longer: then there is a reason and no answer of the gates.
    private static Decision.Suppressed suppressed(byte[] answer, String reason) {
        return answer.length > 0
                ? (Decision.Suppressed) Answers.decision(answer)
                : new Decision.Suppressed(Answers.suppressReason(reason), null);
    }
}

package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `explain.lua`: what would be decided about a send now, gate by gate. A script of its own, so that a decision pays
/// nothing for what only a dry run tells; both ask the same gates.
public final class Explain {

    private static final String ARM = "arm";
    private static final byte[] NONE = {};

    /// Where a reply has whom the words would be for.
    private static final int READER = 5;

    private final Storage redis;
    private final SendStore.Terms terms;
    private final RedisClock clock;
    private final CategoryCodec categories = new CategoryCodec();
    private final ZoneRows zones;
    private final Tickets tickets = new Tickets();

    Explain(Storage redis, SendStore.Terms terms, RedisClock clock) {
        this.redis = redis;
        this.terms = terms;
        this.clock = clock;
        this.zones = new ZoneRows(redis);
    }

    /// What came of it.
    public sealed interface Reply {

        /// What would be decided, and what each gate says.
        ///
        /// @param releases what comes of a send that would wait, in order; the last one is how it ends,
        ///     unless it would wait more often than is told
        /// @param reader whom its words would be for; null: it has no template
        /// @param arm the place of the arm whose words it would have; -1: it is of no experiment
        record Told(
                Decision decision,
                List<GateResult> gates,
                List<Release> releases,
                @Nullable Reader reader,
                int arm) implements Reply {}

        /// The idempotency key belongs to another send.
        record Mismatch() implements Reply {}
    }

    /// What would be decided at the instant at which a send that waits is looked at again, as far as that is known now:
    /// by the user, the policy and the counted sends that there are.
    public record Release(Instant at, Decision decision, List<GateResult> gates) {}

    /// A user who entered in another arm is looked at once more with what that says, as at admission.
    Future<Reply> run(Admit.Request request, Policy policy) {
        var trial = request.trial();
        if (trial == null) return ask(request, policy).map(reply -> read(reply, null));
        return ask(request, policy).compose(reply -> {
            int arm = armOf(reply);
            return arm < 0 || arm == trial.given() || arm == Experiment.HELD_OUT
                    ? Future.succeededFuture(read(reply, trial))
                    : again(request.with(trial.inArm(arm)), policy);
        });
    }

    private Future<Reply> again(Admit.Request request, Policy policy) {
        return ask(request, policy).map(reply -> read(reply, request.trial()));
    }

    private Future<List<Object>> ask(Admit.Request request, Policy policy) {
        var keys = redis.keys();
        int p = keys.partitionOf(request.user());
        var user = keys.user(p, request.user());
        var idempotency = request.idempotency();
        byte[][] names = {
            user, idempotency == null ? user : Admit.idempotencyKey(keys, p, request, idempotency), keys.zones(p)
        };
        var to = new Packed().put(redis.testNow());
        to.put(idempotency == null ? null : idempotency.sendDigest());
        to.put(terms.settings().get());
        var moment = Packed.within();
        Asked.write(request.moment(), moment);
        var inline = Packed.within();
        Asked.write(request.inline(), inline);
        var template = request.template();
        to.put(moment).put(inline).put(template == null ? NONE : template.gate().packed());
        if (terms.measuring() != null) tickets.write(request.trial(), policy, terms.measuring(), to);
        var packed = to.bytes();
        var category = categories.packed(policy, request.category());
        long calledAtNanos = System.nanoTime();
        return zones.run(p, () -> redis.run(Script.EXPLAIN, names, packed, category))
                .onSuccess(reply -> clock.saw(ScriptReply.now(reply), calledAtNanos));
    }

    /// The place of the user's arm, as the script has it; -1: it is not told.
    private static int armOf(List<Object> reply) {
        if (!ScriptReply.word(reply).equals("told")) return -1;
        for (var gate : Answers.gates(ScriptReply.bytes(reply, 3))) {
            if (gate.details().get(ARM) instanceof Long arm) return arm.intValue();
        }
        return -1;
    }

    private static Reply read(List<Object> reply, @Nullable Trial trial) {
        var word = ScriptReply.word(reply);
        return switch (word) {
            case "told" ->
                new Reply.Told(
                        Answers.decision(ScriptReply.bytes(reply, 2)),
                        named(Answers.gates(ScriptReply.bytes(reply, 3)), trial),
                        releases(ScriptReply.bytes(reply, 4), trial),
                        Reader.read(reply, READER),
                        trial == null ? -1 : trial.given());
            case "mismatch" -> new Reply.Mismatch();
            default -> throw ScriptReply.unknown(Script.EXPLAIN, word);
        };
    }

    /// The script knows arms by their places.
    private static List<GateResult> named(List<GateResult> gates, @Nullable Trial trial) {
        if (trial == null) return gates;
        return gates.stream()
                .map(gate -> gate.gate().equals("experiment") ? named(gate, trial) : gate)
                .toList();
    }

    private static GateResult named(GateResult gate, Trial trial) {
        var details = new LinkedHashMap<String, Object>();
        details.put("experiment", trial.experiment().name());
        gate.details().forEach((name, value) -> {
            if (name.equals(ARM)) details.put(ARM, trial.experiment().armAt(((Long) value).intValue()));
            else details.put(name, value);
        });
        details.putIfAbsent(ARM, trial.arm());
        return new GateResult(gate.gate(), gate.pass(), details);
    }

    private static List<Release> releases(byte[] packed, @Nullable Trial trial) {
        var from = new Unpacked(packed);
        return from.list(() -> {
            from.array();
            return new Release(
                    Instant.ofEpochMilli(from.number()),
                    Answers.decision(from.bytes()),
                    named(Answers.gates(from.bytes()), trial));
        });
    }
}

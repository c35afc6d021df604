package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.history.Waited;
import dev.opportune.ratelimiter.redis.Keys;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `admit.lua`: decides one send and writes down what was decided.
public final class Admit {

    /// Where the script's keys have what is ready.
    private static final int READY = 8;

    /// Where a reply has the touch.
    private static final int TOUCHED = 8;

    /// Where it has whom the words are for.
    private static final int READER = 10;

    /// A user's arm does not change but with its erasure: more turns than this find no rest.
    private static final int MOST_TURNS = 4;

    private static final byte[] NONE = {};

    private final Storage redis;
    private final SendStore.Terms terms;
    private final RedisClock clock;
    private final SendIds ids = new SendIds();
    private final CategoryCodec categories = new CategoryCodec();
    private final ZoneRows zones;
    private final Tickets tickets = new Tickets();

    /// What is packed for each send, and what is packed within that.
    private final Packed to = new Packed();

    private final Packed within = Packed.within();

    Admit(Storage redis, SendStore.Terms terms, RedisClock clock) {
        this.redis = redis;
        this.terms = terms;
        this.clock = clock;
        this.zones = new ZoneRows(redis);
    }

    /// What is asked.
    ///
    /// @param idempotency null without an idempotency key
    /// @param content the JSON text of the send's content; empty with a template
    /// @param inline devices given in the request
    /// @param receivedMillis when it came in, by Redis' clock: its moment counts from then
    /// @param template null: it brings its content
    /// @param trial null: it is of no experiment; else `content` and `template` are those of its arm
    /// @param trace where its trace goes on, kept with it; null: nobody follows it
    public record Request(
            String sendId,
            String user,
            String caller,
            @Nullable Idempotency idempotency,
            String category,
            @Nullable String campaign,
            @Nullable String ref,
            @Nullable String collapseKey,
            Buffer content,
            Moment moment,
            List<InlineDevice> inline,
            long receivedMillis,
            @Nullable Worded template,
            @Nullable Trial trial,
            @Nullable String trace) {

        /// The same with what its experiment's arm says.
        public Request with(Trial trial) {
            return new Request(
                    sendId,
                    user,
                    caller,
                    idempotency,
                    category,
                    campaign,
                    ref,
                    collapseKey,
                    trial.variant().content(),
                    moment,
                    inline,
                    receivedMillis,
                    trial.variant().template(),
                    trial,
                    trace);
        }

        /// One that nobody follows.
        public Request(
                String sendId,
                String user,
                String caller,
                @Nullable Idempotency idempotency,
                String category,
                @Nullable String campaign,
                @Nullable String ref,
                @Nullable String collapseKey,
                Buffer content,
                Moment moment,
                List<InlineDevice> inline,
                long receivedMillis,
                @Nullable Worded template,
                @Nullable Trial trial) {
            this(
                    sendId,
                    user,
                    caller,
                    idempotency,
                    category,
                    campaign,
                    ref,
                    collapseKey,
                    content,
                    moment,
                    inline,
                    receivedMillis,
                    template,
                    trial,
                    null);
        }

        /// One that comes in as Redis hears of it.
        public Request(
                String sendId,
                String user,
                String caller,
                @Nullable Idempotency idempotency,
                String category,
                @Nullable String campaign,
                @Nullable String ref,
                @Nullable String collapseKey,
                Buffer content,
                Moment moment,
                List<InlineDevice> inline) {
            this(
                    sendId,
                    user,
                    caller,
                    idempotency,
                    category,
                    campaign,
                    ref,
                    collapseKey,
                    content,
                    moment,
                    inline,
                    Long.MAX_VALUE,
                    null,
                    null);
        }
    }

    /// An idempotency key, and the digest of the send that it stands for.
    public record Idempotency(String key, String sendDigest) {}

    /// A device that only this send knows.
    public record InlineDevice(String app, String deviceToken) {}

    /// What was decided.
    public sealed interface Reply {

        /// The send was decided, now or before.
        ///
        /// @param lease null unless this call admitted the send, and leased it to this lane
        /// @param arm the place of the arm whose content it has; -1: it is of no experiment
        record Decided(
                String sendId,
                Decision decision,
                boolean replayed,
                @Nullable Lease lease,
                int arm) implements Reply {

            /// One of no experiment.
            public Decided(String sendId, Decision decision, boolean replayed, @Nullable Lease lease) {
                this(sendId, decision, replayed, lease, -1);
            }
        }

        /// The idempotency key belongs to another send.
        record Mismatch() implements Reply {}

        /// It may go, and no lane would take it up before its deadline, or too many are ready: nothing was written.
        record NoRoom() implements Reply {}
    }

    /// What a send finds that no lane has room for.
    ///
    /// @param waitMillis about how long it is ready before a lane takes it up
    /// @param mostReady of its partition and class
    public record Queue(long waitMillis, int mostReady) {}

    String newSendId(String user, long nowMillis) {
        return ids.next(redis.keys().partitionOf(user), nowMillis);
    }

    /// @param queue null: the lane has room, and leases it
    Future<Reply> run(Request request, Policy policy, @Nullable Queue queue) {
        return run(request, policy, queue, 1);
    }

    private Future<Reply> run(Request request, Policy policy, @Nullable Queue queue, int turn) {
        var measuring = terms.measuring();
        var trial = request.trial;
        return trial == null || measuring == null || !tickets.isAsked(trial, policy)
                ? ask(request, policy, queue, turn)
                : measuring.know(trial.experiment()).compose(_ -> ask(request, policy, queue, turn));
    }

    /// A user who entered in another arm, which a change of weights makes, is asked for once more, with its content.
    private Future<Reply> ask(Request request, Policy policy, @Nullable Queue queue, int turn) {
        var keys = redis.keys();
        int p = keys.partitionOf(request.user);
        var send = keys.send(p, request.sendId);
        var idempotency = request.idempotency;
        byte[][] names = {
            keys.user(p, request.user),
            keys.parked(p, request.user),
            send,
            keys.receipt(p, request.sendId),
            idempotency == null ? send : idempotencyKey(keys, p, request, idempotency),
            keys.waiting(p),
            keys.zones(p),
            keys.campaigns(p)
        };
        if (queue != null || terms.measuring() != null) {
            names = Arrays.copyOf(names, terms.measuring() == null ? READY + 1 : READY + 2);
            names[READY] = keys.ready(p, category(request, policy).sendClass());
            if (terms.measuring() != null) names[READY + 1] = keys.batch(p);
        }
        var declared = names;
        var packed = pack(request, policy, queue);
        var category = categories.packed(policy, request.category);
        long calledAtNanos = System.nanoTime();
        return zones.run(p, () -> redis.run(Script.ADMIT, declared, packed, category))
                .compose(reply -> {
                    var trial = request.trial;
                    if (trial == null || !ScriptReply.word(reply).equals("arm")) {
                        return Future.succeededFuture(read(reply, calledAtNanos, trial));
                    }
                    if (turn == MOST_TURNS) throw ScriptReply.unknown(Script.ADMIT, "arm");
                    int arm = Math.toIntExact(ScriptReply.number(reply, 2));
                    return run(request.with(trial.inArm(arm)), policy, queue, turn + 1);
                });
    }

    private static Policy.Category category(Request request, Policy policy) {
        var category = policy.categories().get(request.category);
        if (category == null) throw new IllegalArgumentException("no category " + request.category);
        return category;
    }

    public static byte[] idempotencyKey(Keys keys, int partition, Request request, Idempotency idempotency) {
        return keys.idempotency(partition, digest(request.caller, request.user, idempotency.key));
    }

    private byte[] pack(Request r, Policy policy, @Nullable Queue queue) {
        to.restart().put(redis.testNow());
        to.put(r.idempotency == null ? null : r.idempotency.sendDigest);
        to.put(terms.idempotencyRetention().toMillis())
                .put(terms.receiptRetention().toMillis())
                .put(terms.owner())
                .put(terms.lease().toMillis())
                .put(terms.settings().get());
        About.write(within.restart(), r.user, r.category, r.campaign, r.ref, policy.version(), r.caller);
        var template = r.template;
        var trial = r.trial;
        About.write(
                within,
                template == null ? null : new About.Template(template.id(), template.version()),
                trial == null ? null : trial.experiment().name(),
                trial == null ? null : trial.arm());
        to.put(within);
        within.restart().put(r.collapseKey).put(r.content);
        if (template != null) within.put(template.params());
        if (r.trace != null) {
            if (template == null) within.put(NONE);
            within.put(r.trace);
        }
        to.put(within);
        Asked.write(r.moment, within.restart());
        to.put(within);
        Asked.write(r.inline, within.restart());
        to.put(within).put(r.receivedMillis).put(r.sendId);
        if (template == null) to.put(NONE);
        else to.put(template.gate().packed());
        var measuring = terms.measuring();
        if (queue != null) to.put(queue.waitMillis).put(queue.mostReady);
        else if (measuring != null) to.put(-1).put(0); // it has room
        if (measuring != null) {
            var category = category(r, policy);
            if (template == null) to.put(measuring.labelOf(r, category));
            else writeLabels(measuring, r, category, template.gate().locales());
            to.put(category.measure() ? measuring.touches() : 0).put(Touched.digest(r.sendId));
            tickets.write(trial, policy, measuring, to);
        }
        return to.bytes();
    }

    /// One for each of the template's locales, then one for those that are not known yet.
    private void writeLabels(Measuring measuring, Request r, Policy.Category category, List<String> locales) {
        to.array(locales.size() + 1);
        for (var locale : locales) to.put(measuring.labelOf(r, category, locale));
        to.put(measuring.labelOf(r, category));
    }

    private Reply read(List<Object> reply, long calledAtNanos, @Nullable Trial trial) {
        clock.saw(ScriptReply.now(reply), calledAtNanos);
        var word = ScriptReply.word(reply);
        return switch (word) {
            case "decided" -> decided(reply, calledAtNanos, trial);
            case "mismatch" -> new Reply.Mismatch();
            case "no_room" -> new Reply.NoRoom();
            default -> throw ScriptReply.unknown(Script.ADMIT, word);
        };
    }

    private Reply decided(List<Object> reply, long calledAtNanos, @Nullable Trial trial) {
        var deliveries = ScriptReply.bytes(reply, 5);
        var decision = Answers.decision(ScriptReply.bytes(reply, 3));
        boolean replayed = ScriptReply.number(reply, 4) == 1;
        Lease lease = null;
        if (deliveries.length > 0) {
            lease = new Lease(
                    ScriptReply.number(reply, 7),
                    Delivery.read(deliveries),
                    Lease.holdUntil(ScriptReply.number(reply, 6)),
                    calledAtNanos + terms.lease().toNanos(),
                    touched(reply),
                    Waited.NONE,
                    Reader.read(reply, READER));
        }
        return new Reply.Decided(
                ScriptReply.text(reply, 2), decision, replayed, lease, trial == null ? -1 : trial.given());
    }

    private static @Nullable Touched touched(List<Object> reply) {
        return reply.size() <= TOUCHED || ScriptReply.number(reply, TOUCHED) == 0
                ? null
                : new Touched(ScriptReply.number(reply, TOUCHED), ScriptReply.number(reply, TOUCHED + 1));
    }

    private static String digest(String caller, String user, String key) {
        try {
            var sha = MessageDigest.getInstance("SHA-256").digest((caller + '\0' + user + '\0' + key).getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

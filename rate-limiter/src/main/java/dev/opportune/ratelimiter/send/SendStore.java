package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.history.Tried;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a lane does with sends in Redis, one script each. Confined to the lane; futures fail with
/// [StorageUnavailableException] when Redis does not answer.
public final class SendStore {

    private final Admit admit;
    private final Explain explain;
    private final Claim claim;
    private final Ending ending;
    private final Renew renew;
    private final Scan scan;
    private final Presence presence;
    private final Lookup lookup;
    private final Campaigns campaigns;
    private final RedisClock clock;
    private final String owner;
    private final Storage redis;

    /// How a lane keeps its sends.
    ///
    /// @param owner the lane's name, unlike any other's in the fleet
    /// @param lease how long a lane may hold a send, unless it is renewed, before others may take it over
    /// @param receiptRetention how long receipts are kept
    /// @param idempotencyRetention how long after the deadline an idempotency key is kept
    /// @param events which are kept for callers
    /// @param settings the marks of the settings that the apps have now, one after another
    /// @param measuring null: nothing is measured
    public record Terms(
            String owner,
            Duration lease,
            Duration receiptRetention,
            Duration idempotencyRetention,
            EventRetention events,
            Supplier<String> settings,
            @Nullable Measuring measuring) {

        /// That measure nothing.
        public Terms(
                String owner,
                Duration lease,
                Duration receiptRetention,
                Duration idempotencyRetention,
                EventRetention events,
                Supplier<String> settings) {
            this(owner, lease, receiptRetention, idempotencyRetention, events, settings, null);
        }

        /// Of apps without settings.
        public Terms(
                String owner,
                Duration lease,
                Duration receiptRetention,
                Duration idempotencyRetention,
                EventRetention events) {
            this(owner, lease, receiptRetention, idempotencyRetention, events, () -> "");
        }

        public Terms(String owner, Duration lease, Duration receiptRetention, Duration idempotencyRetention) {
            this(owner, lease, receiptRetention, idempotencyRetention, EventRetention.DEFAULT);
        }
    }

    public SendStore(Storage redis, Terms terms) {
        this(redis, terms, new RedisClock());
    }

    /// @param clock the lane's, which hears of Redis' time from each reply
    public SendStore(Storage redis, Terms terms, RedisClock clock) {
        this.clock = clock;
        this.owner = terms.owner();
        this.redis = redis;
        this.admit = new Admit(redis, terms, clock);
        this.explain = new Explain(redis, terms, clock);
        this.claim = new Claim(redis, terms, clock);
        this.ending = new Ending(redis, terms);
        this.renew = new Renew(redis, terms, clock);
        this.scan = new Scan(redis, clock);
        this.presence = new Presence(redis, terms);
        this.lookup = new Lookup(redis);
        this.campaigns = new Campaigns(redis);
    }

    /// Redis' clock, as the last replies told it.
    public RedisClock clock() {
        return clock;
    }

    /// When a request comes in now, by Redis' clock; by the test's, where there is one, which no reply may have
    /// told yet.
    public long receivedMillis() {
        long testNow = redis.testNow();
        return testNow > 0 ? testNow : clock.nowMillis();
    }

    /// A new id for a send to this user.
    public String newSendId(String user) {
        return admit.newSendId(user, clock.nowMillis());
    }

    /// Decides a send and writes down what was decided: one round trip.
    public Future<Admit.Reply> admit(Admit.Request request, Policy policy) {
        return admit.run(request, policy, null);
    }

    /// The same when this lane has no room: an admitted send is ready at once, for any lane to take up, unless it
    /// would wait in vain or the queue is full.
    public Future<Admit.Reply> admitToQueue(Admit.Request request, Policy policy, Admit.Queue queue) {
        return admit.run(request, policy, queue);
    }

    /// What [#admit] would decide now, what each gate says, and what would come of a send that waits: changes nothing.
    public Future<Explain.Reply> explain(Admit.Request request, Policy policy) {
        return explain.run(request, policy);
    }

    /// Takes a ready send up.
    public Future<Claim.Reply> claim(StoredSend send, Policy policy) {
        return claim.run(send, policy, null);
    }

    /// The same of one with a template.
    public Future<Claim.Reply> claim(StoredSend send, Policy policy, TemplateGate gate) {
        return claim.run(send, policy, gate);
    }

    /// Has a whole lease again of each of these sends that is still this lane's.
    ///
    /// @param leases one of [Renew#groups]
    public Future<Renew.Reply> renew(List<Renew.Held> leases) {
        return renew.run(leases);
    }

    /// Ends a leased send. False: the lease is another's by now.
    public Future<Boolean> settle(String sendId, String user, Ending.Settlement settlement) {
        return ending.settle(sendId, user, settlement);
    }

    /// Hands a leased send back until an instant. False: the lease is another's by now.
    public Future<Boolean> park(
            String sendId,
            String user,
            long fence,
            long untilMillis,
            List<Delivery> deliveries,
            List<DeviceNews> news) {
        return park(sendId, user, fence, untilMillis, deliveries, news, List.of());
    }

    /// The same.
    ///
    /// @param tried what the attempts said since the lane has it
    public Future<Boolean> park(
            String sendId,
            String user,
            long fence,
            long untilMillis,
            List<Delivery> deliveries,
            List<DeviceNews> news,
            List<Tried> tried) {
        return ending.park(sendId, user, fence, untilMillis, deliveries, news, tried);
    }

    /// Has a send that waits for a retry looked at now, and its deliveries to this app tried again. False: it does not
    /// wait for a retry any more.
    public Future<Boolean> forward(String sendId, String user, String app) {
        return ending.forward(sendId, user, app);
    }

    /// Cancels a send for a caller, unless a lane has it.
    public Future<Ending.Cancelled> cancel(String sendId, String user) {
        return ending.cancel(sendId, user, false);
    }

    /// Cancels a send that this lane may have admitted without knowing it.
    public Future<Ending.Cancelled> disown(String sendId, String user) {
        return ending.cancel(sendId, user, true);
    }

    /// Ends a send as failed that no lane can take up, unless a lane has it.
    public Future<Ending.Cancelled> fail(String sendId, String user, String reason) {
        return ending.fail(sendId, user, reason);
    }

    /// Ids of the sends of a caller's campaign that wait or are ready in a partition, in their order; by a rare chance
    /// one of another campaign is among them.
    ///
    /// @param after an id; null: from the first one on
    public Future<List<String>> ofCampaign(
            int partition, String caller, String campaign, @Nullable String after, int most) {
        return campaigns.page(partition, caller, campaign, after, most);
    }

    /// What a partition has for this lane.
    ///
    /// @param dueByMillis what is due later than that, by Redis' clock, is not asked for
    /// @param most sends due, and ready
    public Future<Scan.Found> scan(int partition, long dueByMillis, int most) {
        return scan.run(List.of(partition), dueByMillis, most).map(List::getFirst);
    }

    /// The same of several partitions, in their order.
    ///
    /// @param partitions not more than [#scannedAtOnce]
    public Future<List<Scan.Found>> scan(List<Integer> partitions, long dueByMillis, int most) {
        return scan.run(partitions, dueByMillis, most);
    }

    /// How many partitions may be looked at by one call.
    public int scannedAtOnce() {
        return scan.mostAtOnce();
    }

    /// Moves a due send from waiting to ready.
    public Future<Scan.Woken> wake(StoredSend send) {
        return scan.wake(send);
    }

    /// Says that this lane is there, for so long, and whether it has room for what is ready; gives all that are
    /// there, it among them.
    public Future<Presence.Fleet> present(Duration stay, boolean hasRoom) {
        return presence.say(stay, hasRoom);
    }

    /// Says that this lane is not there any more; gives all that are.
    public Future<Presence.Fleet> absent() {
        return presence.say(Duration.ZERO, false);
    }

    /// This lane's name, unlike any other's.
    public String owner() {
        return owner;
    }

    /// The send or its receipt; empty when there is neither, and for what is no send's id.
    public Future<Optional<Lookup.Known>> find(String sendId) {
        return lookup.find(sendId);
    }

    /// How a send went so far, by all that is kept of it; empty as [#find] is.
    public Future<Optional<Story>> story(String sendId) {
        return lookup.story(sendId);
    }

    /// When an id was given out; empty for what is no send's id.
    public Optional<Instant> timeOf(String sendId) {
        return SendIds.partitionOf(sendId, partitions()).isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(SendIds.timeOf(sendId)));
    }

    /// The partition of a send by its id, which must be one of ours.
    public int partitionOfSend(String sendId) {
        return SendIds.partitionOf(sendId, partitions()).orElseThrow();
    }

    /// Whether this is the id of a send of ours that the user may have had: its partition is the user's.
    public boolean mayBeOf(String sendId, String user) {
        var partition = SendIds.partitionOf(sendId, partitions());
        return partition.isPresent() && partition.getAsInt() == partitionOf(user);
    }

    /// The partition that a user and its sends are in.
    public int partitionOf(String user) {
        return redis.keys().partitionOf(user);
    }

    /// How many partitions there are.
    public int partitions() {
        return scan.partitions();
    }
}

package dev.opportune.gateway.send;

import dev.opportune.gateway.send.limit.AdmissionLimit;
import dev.opportune.gateway.send.limit.Pace;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.send.limit.Shedding;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.redis.RedisClock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What room a lane has for the sends that come: for being decided, for being held, and in time. Confined to the lane.
final class LaneRoom {

    /// What is ready in Redis is taken up while the lane holds less than half of what it may: beside it, what comes has
    /// a quarter.
    private static final int QUARTERS = 4;

    private final SendLimits limits;
    private final RedisClock clock;
    private final HeldSends held;
    private final LaneApps apps;
    private final Backlog backlog;
    private final AdmissionLimit admission;
    private final Shedding shedding;
    private final LongSupplier waitedNanos;
    private final Pace pace = new Pace(System.nanoTime());

    /// Sends that Redis is deciding: each has room here already.
    private int deciding;

    /// @param backlog what is ready in Redis
    LaneRoom(SendingLane lane, HeldSends held, LaneApps apps, Backlog backlog) {
        this.limits = lane.limits();
        this.admission = new AdmissionLimit(lane.storageTimeout(), System.nanoTime());
        this.shedding = new Shedding(ThreadLocalRandom.current(), System.nanoTime());
        this.waitedNanos = lane.waitedNanos();
        this.clock = lane.store().clock();
        this.held = held;
        this.apps = apps;
        this.backlog = backlog;
    }

    /// Whether Redis may be asked to decide another send of this class, which was just read.
    boolean admits(SendClass sendClass) {
        shedding.read(waitedNanos.getAsLong(), System.nanoTime());
        return isThereFor(sendClass);
    }

    private boolean isThereFor(SendClass sendClass) {
        return shedding.lets(sendClass) && admission.admits(sendClass, deciding);
    }

    /// Redis is asked to decide a send; gives when, for [#decided].
    long asks() {
        deciding++;
        return System.nanoTime();
    }

    /// It has, or has failed to.
    void decided(long askedNanos) {
        deciding--;
        long now = System.nanoTime();
        admission.answered(now - askedNanos, now);
    }

    int deciding() {
        return deciding;
    }

    int limit() {
        return admission.limit();
    }

    /// Whether a send may be held here, past those that are ready in Redis: while the lane has room for
    /// its class, and as long as none as important is ready there, which would then come after it, and
    /// perhaps too late.
    boolean isHereFor(SendClass sendClass) {
        boolean isReadyToo = backlog.readyBefore(sendClass) > 0;
        return held.size() + deciding < (isReadyToo ? limits.maxHeldSends() / QUARTERS : mostHeld(sendClass));
    }

    /// The least important class goes to Redis first.
    private int mostHeld(SendClass sendClass) {
        int tenths = switch (sendClass) {
            case CRITICAL -> 10;
            case TRANSACTIONAL -> 9;
            case PROMOTIONAL -> 8;
        };
        return limits.maxHeldSends() / 10 * tenths;
    }

    /// Whether a send of the least important class would find no room here.
    boolean isFull() {
        return !isThereFor(SendClass.PROMOTIONAL) || !isHereFor(SendClass.PROMOTIONAL);
    }

    /// How many more sends the lane would take up: never so many that new ones find no room.
    int forClaims() {
        return Math.max(0, limits.maxHeldSends() / 2 - held.size());
    }

    /// What to say of a send that could not begin before its deadline, by what goes before it; null: it
    /// could, as far as anybody knows.
    ///
    /// @param isHeldHere else it waits in Redis
    SendAnswer.@Nullable DeadlineUnreachable waitTooLong(
            SendRequest request, Policy.Category category, boolean isHeldHere) {
        long now = clock.nowMillis();
        var left = Left.millis(request.moment(), category.ttl(), now);
        // What is over is decided so.
        if (left.isEmpty() || left.getAsLong() == 0) return null;
        long wait = isHeldHere
                ? apps.waitBeyond(request, category.sendClass(), now, left.getAsLong())
                : waitInRedisMillis(category.sendClass());
        if (wait <= left.getAsLong()) return null;
        return new SendAnswer.DeadlineUnreachable(Duration.ofMillis(wait), Duration.ofMillis(left.getAsLong()));
    }

    /// For whichever lane has room first.
    long waitInRedisMillis(SendClass sendClass) {
        return limits.scanAllEvery().toMillis() + pace.millisFor(backlog.readyBefore(sendClass));
    }

    /// A send is held no more.
    void letGo() {
        pace.letGo();
    }

    /// Every now and then.
    void look() {
        pace.look(System.nanoTime());
    }
}

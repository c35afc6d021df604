package dev.opportune.gateway.webhook;

import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.event.CloudEvents;
import dev.opportune.gateway.webhook.Answer.Outcome;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.webhook.GoneWebhooks;
import dev.opportune.ratelimiter.webhook.GoneWebhooks.Gone;
import dev.opportune.ratelimiter.webhook.Letter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One webhook in one gateway: which of its courses may go on, and how its receiver fares. What it holds is bounded by
/// [Bounds#IN_FLIGHT] pages. Confined to one event loop, but for [#fault].
final class Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Vertx vertx;
    private final WebhookConfig webhook;
    private final Receiver receiver;
    private final Messages messages;
    private final RedisClock clock;
    private final GoneWebhooks goneWebhooks;
    private final WebhookMetrics metrics;
    private final Times times;
    private final Patience patience;
    /// Courses with something to deliver, each once, in turn.
    private final Set<Course> ready = new LinkedHashSet<>();

    private final Told lettersTold = new Told(this::tellOfLetters);
    private final Told lossTold = new Told(this::tellOfLoss);
    private String lastLetter = "";
    private String lastLoss = "";
    private int running;
    private long timer = -1;
    private boolean closed;
    private boolean wasTroubled;
    private boolean goneIsWritten = true;
    private boolean goneIsKnown; // before that nothing is delivered: it may have said so to another gateway
    private long goneNanos = System.nanoTime();
    private volatile @Nullable Gone gone;
    private volatile @Nullable String trouble;

    Subscription(
            Vertx vertx,
            WebhookConfig webhook,
            Receiver receiver,
            CloudEvents cloudEvents,
            RedisClock clock,
            GoneWebhooks goneWebhooks,
            Times times,
            WebhookMetrics metrics) {
        this.vertx = vertx;
        this.webhook = webhook;
        this.receiver = receiver;
        this.messages = new Messages(webhook, cloudEvents);
        this.clock = clock;
        this.goneWebhooks = goneWebhooks;
        this.times = times;
        this.patience = new Patience(times, () -> ThreadLocalRandom.current().nextDouble());
        this.metrics = metrics;
    }

    String name() {
        return webhook.name();
    }

    Messages messages() {
        return messages;
    }

    long nowMillis() {
        return clock.nowMillis();
    }

    /// What is wrong with it, as a plain sentence. May be asked on any thread.
    Optional<String> fault() {
        var gone = this.gone;
        if (gone != null) {
            return Optional.of("its receiver " + webhook.where()
                    + " said that it is gone (410): nothing is delivered until: opportune webhooks enable --name "
                    + name());
        }
        return Optional.ofNullable(trouble);
    }

    // ---- Which courses go on ----

    /// Something may be there to be delivered.
    void wake(Course course) {
        if (course.isRunning()) return;
        ready.add(course);
        pump();
    }

    void wakeIn(Course course, Duration time) {
        vertx.setTimer(Math.max(1, time.toMillis()), _ -> wake(course));
    }

    boolean mayDeliver() {
        return !closed && goneIsKnown && gone == null && patience.waitNanos(System.nanoTime()) == 0;
    }

    private void pump() {
        if (closed || gone != null) {
            ready.clear();
            return;
        }
        if (!goneIsKnown) return;
        long now = System.nanoTime();
        long wait = patience.waitNanos(now);
        if (wait > 0) {
            pumpIn(wait);
            return;
        }
        var courses = ready.iterator();
        while (running < patience.room() && courses.hasNext()) {
            var course = courses.next();
            courses.remove();
            if (course.isRunning() || course.waitNanos(now) > 0) continue; // its own timer wakes it
            running++;
            course.run().onComplete(_ -> {
                running--;
                vertx.runOnContext(_ -> pump()); // a course that ends at once does not go deeper and deeper
            });
            courses = ready.iterator();
        }
    }

    private void pumpIn(long nanos) {
        if (timer >= 0) return;
        timer = vertx.setTimer(Math.max(1, nanos / 1_000_000 + 1), _ -> {
            timer = -1;
            pump();
        });
    }

    // ---- What comes of them ----

    /// Delivers once; never fails.
    Future<Answer> deliver(Message message) {
        long begunNanos = System.nanoTime();
        return receiver.deliver(message, clock.nowMillis() / 1_000).onSuccess(answer -> {
            metrics.answered(answer.outcome(), message.told().size());
            if (answer.isAccepted()) patience.accepted(System.nanoTime());
            else if (answer.outcome() == Outcome.GONE) toldGone();
            else patience.failed(answer.retryAfter(), begunNanos, System.nanoTime());
            fares(answer);
        });
    }

    private void fares(Answer answer) {
        boolean isTroubled = patience.isTroubled();
        trouble = isTroubled ? webhook.where() + " takes no events: " + answer.why() : null;
        if (isTroubled == wasTroubled) return;
        wasTroubled = isTroubled;
        if (isTroubled) {
            LOG.warn("webhook {}: {} takes no events, and is tried again: {}", name(), webhook.where(), answer.why());
        } else {
            LOG.info("webhook {}: {} takes events again", name(), webhook.where());
        }
    }

    boolean hasAcceptedSince(long nanos) {
        return patience.hasAcceptedSince(nanos);
    }

    Duration waitAfter(int attempts) {
        return patience.wait(attempts - 1, times.lastWait());
    }

    boolean isOld(String position) {
        return clock.nowMillis() - Messages.millis(position) >= times.triedFor().toMillis();
    }

    void died(Letter letter) {
        metrics.died();
        lastLetter = letter.eventId() + " (" + letter.fault() + ")";
        lettersTold.more(1);
    }

    private void tellOfLetters(long events) {
        LOG.warn(
                "webhook {}: {} events could not be delivered and are dead letters, the last of them {}: see"
                        + " opportune webhooks dead",
                name(),
                events,
                lastLetter);
    }

    void lost(long events, String reason) {
        metrics.lost(events, reason);
        lastLoss = reason;
        lossTold.more(events);
    }

    private void tellOfLoss(long events) {
        LOG.warn("webhook {}: {} events are lost ({}): they went before they were delivered", name(), events, lastLoss);
    }

    /// Now and then: says what waits to be said.
    ///
    /// @param oldestMillis when the oldest event was written down that waits; 0: none does
    void tick(long oldestMillis, int deadLetters) {
        lettersTold.tick();
        lossTold.tick();
        double lag = oldestMillis == 0 || gone != null ? 0 : Math.max(0, nowMillis() - oldestMillis) / 1_000.0;
        metrics.standing(lag, deadLetters);
    }

    // ---- Gone ----

    private void toldGone() {
        var now = new Gone(webhook.url().toString(), clock.nowMillis());
        goneIsWritten = false;
        goneWebhooks.put(name(), now).onComplete(done -> {
            goneIsWritten = true;
            goneNanos = System.nanoTime();
            if (done.failed()) LOG.warn("webhook {}: that it is gone could not be written down", name(), done.cause());
        });
        is(now);
    }

    /// What Redis says of it; null: nothing. Another URL is not gone. What was asked before its own word was written
    /// down
    /// tells nothing.
    void gone(@Nullable Gone said, long askedNanos) {
        if (!goneIsWritten || askedNanos - goneNanos < 0) return;
        goneIsKnown = true;
        is(said);
        pump();
    }

    private void is(@Nullable Gone said) {
        boolean is = said != null && said.url().equals(webhook.url().toString());
        if (is == (gone != null)) return;
        gone = is ? said : null;
        metrics.gone(is);
        if (is) {
            LOG.warn("webhook {}: {} said that it is gone (410): nothing is delivered to it", name(), webhook.where());
        } else {
            LOG.info("webhook {}: is delivered to again", name());
        }
    }

    /// Begins no more; completes when nothing is under way.
    void end() {
        closed = true;
        ready.clear();
        if (timer >= 0) vertx.cancelTimer(timer);
    }

    boolean isIdle() {
        return running == 0;
    }

    Future<Void> close() {
        return receiver.close();
    }
}

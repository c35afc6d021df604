package dev.opportune.gateway.webhook;

import dev.opportune.gateway.webhook.Answer.Outcome;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.webhook.Following.Standing;
import dev.opportune.ratelimiter.webhook.Letter;
import dev.opportune.ratelimiter.webhook.WebhookStore;
import dev.opportune.ratelimiter.webhook.WebhookStore.Again;
import dev.opportune.ratelimiter.webhook.WebhookStore.Moved;
import dev.opportune.ratelimiter.webhook.WebhookStore.Read;
import dev.opportune.ratelimiter.webhook.WebhookStore.Step;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The deliveries of one partition's events to one webhook, one after another: the next begins when the one before it
/// was
/// accepted, or given up. Confined to one event loop.
final class Course {

    private static final Logger LOG = LoggerFactory.getLogger(Course.class);

    private final Subscription webhook;
    private final WebhookStore store;
    private final Holding holding;
    private final Saving saving;
    private boolean running;
    private int epoch = -1;
    private int lettersAgain;
    private int deadLetters;
    private long told = -1;
    private String next = "";

    // Of the request that failed last.
    private int attempts;
    private long firstFailedNanos;
    private String repeatTo = "";
    private String aloneTo = "";
    private long notBeforeNanos;

    Course(Subscription webhook, WebhookStore store, Holding holding) {
        this.webhook = webhook;
        this.store = store;
        this.holding = holding;
        this.saving = new Saving(webhook.name(), store, holding);
    }

    /// Of how many lost events was told; -1: not known.
    long told() {
        return told;
    }

    int deadLetters() {
        return deadLetters;
    }

    boolean isRunning() {
        return running;
    }

    /// When the oldest event that waits was written down; 0: none does.
    long oldestMillis() {
        return Messages.millis(next);
    }

    /// Takes up what Redis says, and has what is there delivered.
    void look(Standing standing) {
        if (running) return;
        if (epoch != holding.epoch()) {
            epoch = holding.epoch();
            saving.begin(standing.position());
            forget();
        }
        saving.goOn();
        long lost = standing.lost() - Math.max(told, standing.told());
        if (lost > 0) webhook.lost(lost, "trimmed");
        told = standing.lost();
        deadLetters = standing.deadLetters();
        lettersAgain = standing.lettersAgain();
        next = standing.next();
        if (!next.isEmpty() || lettersAgain > 0) webhook.wake(this);
    }

    /// Whether it waits after a failure.
    long waitNanos(long nowNanos) {
        return attempts == 0 ? 0 : Math.max(0, notBeforeNanos - nowNanos);
    }

    private boolean mayGoOn() {
        return holding.isHeld() && holding.epoch() == epoch && webhook.mayDeliver();
    }

    /// Delivers a page; never fails.
    Future<Void> run() {
        if (!mayGoOn()) return Future.succeededFuture();
        running = true;
        return repeated()
                .compose(this::page)
                .otherwise(this::failed)
                .onComplete(done -> {
                    running = false;
                    if (done.result() && mayGoOn()) webhook.wake(this);
                })
                .mapEmpty();
    }

    private boolean failed(Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) {
            LOG.error("webhook {}: its deliveries of a partition failed", webhook.name(), failure);
        }
        return false;
    }

    private Future<Boolean> page(boolean goesOn) {
        if (!goesOn || !mayGoOn()) return Future.succeededFuture(false);
        return store.events(holding.partition, saving.position(), Bounds.PAGE).compose(reads -> {
            var known = known(reads);
            if (known.isEmpty()) next = "";
            return known.isEmpty() ? Future.succeededFuture(false) : deliver(known);
        });
    }

    /// Stops at an event of a kind that only a later release knows: a gateway of that release will deliver it.
    private static List<Read> known(List<Read> reads) {
        return reads.stream().takeWhile(it -> it.event().isPresent()).toList();
    }

    private Future<Boolean> deliver(List<Read> reads) {
        if (reads.isEmpty()) return Future.succeededFuture(true);
        if (!mayGoOn()) return Future.succeededFuture(false);
        next = reads.getFirst().position();
        var message = webhook.messages().first(reads, repeatTo, !aloneTo.isEmpty());
        var after = reads.subList(message.passed(), reads.size());
        if (message.told().isEmpty()) return accepted(message, after);
        return webhook.deliver(message)
                .compose(answer -> answer.isAccepted() ? accepted(message, after) : refused(message, reads, answer));
    }

    private Future<Boolean> accepted(Message message, List<Read> after) {
        forget();
        if (Messages.compare(message.to(), aloneTo) >= 0) aloneTo = "";
        saving.moved(message.to(), message.passed());
        return deliver(after);
    }

    private void forget() {
        attempts = 0;
        repeatTo = "";
    }

    private Future<Boolean> refused(Message message, List<Read> reads, Answer answer) {
        if (answer.outcome() == Outcome.GONE) return Future.succeededFuture(false);
        long now = System.nanoTime();
        if (attempts++ == 0) firstFailedNanos = now;
        repeatTo = message.to();
        boolean isEvents = answer.outcome() == Outcome.REFUSED && webhook.hasAcceptedSince(firstFailedNanos);
        var first = message.told().getFirst();
        if (webhook.isOld(first.position())) return giveUp(first, reads, answer);
        if (isEvents && attempts >= Bounds.REFUSALS) return giveUp(first, reads, answer);
        // One of them may be what it does not take.
        if (isEvents && message.told().size() > 1 && attempts >= Bounds.FAILURES_OF_RECEIVER) {
            aloneTo = message.to();
            repeatTo = "";
        }
        var wait = webhook.waitAfter(attempts);
        notBeforeNanos = now + Math.max(wait.toNanos(), answer.retryAfter().toNanos());
        webhook.wakeIn(this, Duration.ofNanos(notBeforeNanos - now));
        return Future.succeededFuture(false);
    }

    private Future<Boolean> giveUp(Read event, List<Read> reads, Answer answer) {
        var letter = letter(event, attempts, answer);
        int passed = reads.indexOf(event) + 1;
        return saving.whenSaved()
                .compose(from -> store.advance(
                        holding.partition,
                        webhook.name(),
                        holding.fence(),
                        new Step(from, event.position(), passed, Optional.of(letter))))
                .map(moved -> {
                    if (!kept(moved, letter)) return false;
                    saving.begin(event.position());
                    if (Messages.compare(event.position(), aloneTo) >= 0) aloneTo = "";
                    forget();
                    return true;
                });
    }

    private Letter letter(Read event, int attempts, Answer answer) {
        return new Letter(
                event.event().orElseThrow().id(), webhook.nowMillis(), attempts, answer.why(), event.packed());
    }

    private boolean kept(Moved moved, Letter letter) {
        if (!moved.isMine()) {
            holding.lost();
            return false;
        }
        deadLetters += 1 - moved.dropped();
        webhook.died(letter);
        if (moved.dropped() > 0) webhook.lost(moved.dropped(), "dead_letters_full");
        return true;
    }

    // ---- What an operator has repeated: each is tried once more ----

    private Future<Boolean> repeated() {
        if (lettersAgain == 0) return Future.succeededFuture(true);
        return store.lettersAgain(holding.partition, webhook.name(), "", Bounds.PAGE)
                .compose(found -> {
                    if (found.size() < Bounds.PAGE) lettersAgain = 0;
                    return repeat(found.iterator());
                });
    }

    private Future<Boolean> repeat(Iterator<Again> left) {
        if (!left.hasNext()) return Future.succeededFuture(true);
        if (!mayGoOn()) return Future.succeededFuture(false);
        var again = left.next();
        var event = again.letter().read();
        if (event.isEmpty()) return repeat(left);
        var read = new Read(again.id(), again.letter().event(), event);
        var message = webhook.messages().of(read);
        if (message.told().isEmpty()) return end(again, Optional.empty(), left); // of a type that it is told of no more
        return webhook.deliver(message).compose(answer -> {
            if (answer.outcome() == Outcome.GONE) return Future.succeededFuture(false);
            if (answer.isAccepted()) return end(again, Optional.empty(), left);
            return end(again, Optional.of(letter(read, again.letter().attempts() + 1, answer)), left);
        });
    }

    private Future<Boolean> end(Again again, Optional<Letter> dead, Iterator<Again> left) {
        return store.end(holding.partition, webhook.name(), holding.fence(), again.id(), dead)
                .compose(moved -> {
                    if (dead.isPresent() ? !kept(moved, dead.get()) : !moved.isMine()) {
                        holding.lost();
                        return Future.succeededFuture(false);
                    }
                    return repeat(left);
                });
    }
}

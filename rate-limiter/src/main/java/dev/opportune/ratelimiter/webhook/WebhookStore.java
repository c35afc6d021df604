package dev.opportune.ratelimiter.webhook;

import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `follow.lua` and `advance.lua`, and the events between: all of a partition in its slot. Confined to one event loop;
/// futures fail with [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
public final class WebhookStore {

    /// Of one webhook in one partition: the oldest give way.
    public static final int MOST_DEAD_LETTERS = 1_000;

    static final Duration LETTERS_KEPT = Duration.ofDays(30);

    private static final int OF_A_STANDING = 6;

    private final Storage redis;
    private final String follower;

    /// @param follower this gateway's name among all
    public WebhookStore(Storage redis, String follower) {
        this.redis = redis;
        this.follower = follower;
    }

    /// A webhook, and of how many of its lost events in a partition was told; -1: not known.
    public record Asked(String webhook, long told) {}

    /// An event of a stream, with what it is there.
    ///
    /// @param position its id in the stream
    /// @param event empty: only a later release understands it
    public record Read(String position, byte[] packed, Optional<Event> event) {}

    /// Follows a partition from now on for so long, or goes on with it.
    ///
    /// @param atNow hears Redis' time
    public Future<Following> follow(int partition, Duration lease, List<Asked> webhooks, NowHeard atNow) {
        var keys = redis.keys();
        var names = new byte[2 + 2 * webhooks.size()][];
        names[0] = keys.following(partition);
        names[1] = keys.events(partition);
        var packed = new Packed().array(3 + 2 * webhooks.size()).put(redis.testNow());
        packed.put(follower).put(lease.toMillis());
        for (int i = 0; i < webhooks.size(); i++) {
            var asked = webhooks.get(i);
            names[2 + 2 * i] = keys.deadLetters(partition, asked.webhook);
            names[3 + 2 * i] = keys.lettersAgain(partition, asked.webhook);
            packed.put(asked.webhook).put(asked.told);
        }
        long calledAtNanos = System.nanoTime();
        return redis.run(Script.FOLLOW, names, packed.bytes()).map(reply -> {
            atNow.saw(ScriptReply.now(reply), calledAtNanos);
            return following(reply, webhooks.size());
        });
    }

    /// Hears what a reply told of Redis' time, and when it was asked for by [System#nanoTime].
    public interface NowHeard {
        void saw(long redisNowMillis, long calledAtNanos);
    }

    private static Following following(List<Object> reply, int webhooks) {
        var word = ScriptReply.word(reply);
        return switch (word) {
            case "held" -> new Following.Held(ScriptReply.number(reply, 2));
            case "followed" -> {
                var standings = new ArrayList<Following.Standing>(webhooks);
                for (int at = 3; at < 3 + OF_A_STANDING * webhooks; at += OF_A_STANDING) {
                    standings.add(new Following.Standing(
                            ScriptReply.text(reply, at),
                            ScriptReply.text(reply, at + 1),
                            ScriptReply.number(reply, at + 2),
                            ScriptReply.number(reply, at + 3),
                            Math.toIntExact(ScriptReply.number(reply, at + 4)),
                            Math.toIntExact(ScriptReply.number(reply, at + 5))));
                }
                yield new Following.Followed(ScriptReply.number(reply, 2), standings);
            }
            default -> throw ScriptReply.unknown(Script.FOLLOW, word);
        };
    }

    /// Leaves a partition to others at once.
    public Future<Void> leave(int partition) {
        byte[][] names = {redis.keys().following(partition), redis.keys().events(partition)};
        var packed = new Packed().array(3).put(redis.testNow()).put(follower).put(0);
        return redis.run(Script.FOLLOW, names, packed.bytes()).mapEmpty();
    }

    /// The events after a position, the oldest first.
    public Future<List<Read>> events(int partition, String after, int most) {
        var prefix = Integer.toHexString(partition) + '-';
        return redis.plain()
                .entries(redis.keys().events(partition), after, most)
                .map(entries -> entries.stream()
                        .map(it -> new Read(it.id, it.value, Event.read(prefix + it.id, it.value)))
                        .toList());
    }

    /// What follows a position and was delivered or passed over, or given up.
    ///
    /// @param from where the position was
    /// @param to where it is now
    /// @param events so many lie between, the last one included
    /// @param dead the last of them, if it was given up
    public record Step(String from, String to, int events, Optional<Letter> dead) {}

    /// Whether it was this follower's to move, and how many dead letters had to go for a new one.
    public record Moved(boolean isMine, int dropped) {}

    /// Moves a webhook's position on.
    public Future<Moved> advance(int partition, String webhook, long fence, Step step) {
        return advance(partition, webhook, fence, step.from, step.to, step.events, step.dead);
    }

    /// Ends a letter that was repeated: delivered, or dead again.
    ///
    /// @param id of it, among those to be repeated
    public Future<Moved> end(int partition, String webhook, long fence, String id, Optional<Letter> dead) {
        return advance(partition, webhook, fence, "", id, 0, dead);
    }

    private Future<Moved> advance(
            int partition, String webhook, long fence, String from, String to, int events, Optional<Letter> dead) {
        var keys = redis.keys();
        byte[][] names = {
            keys.following(partition), keys.deadLetters(partition, webhook), keys.lettersAgain(partition, webhook)
        };
        var packed = new Packed().array(9).put(redis.testNow()).put(follower).put(fence);
        packed.put(webhook).put(from).put(to).put(events);
        packed.put(MOST_DEAD_LETTERS).put(LETTERS_KEPT.toMillis());
        return redis.run(
                        Script.ADVANCE,
                        names,
                        packed.bytes(),
                        dead.map(Letter::packed).orElseGet(() -> new byte[0]))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "advanced" -> new Moved(true, Math.toIntExact(ScriptReply.number(reply, 2)));
                        case "stale" -> new Moved(false, 0);
                        default -> throw ScriptReply.unknown(Script.ADVANCE, word);
                    };
                });
    }

    /// A letter that is to be repeated, with its id among those.
    public record Again(String id, Letter letter) {}

    /// The letters that are to be repeated after an id, the oldest first.
    ///
    /// @param after empty: from the first one on
    public Future<List<Again>> lettersAgain(int partition, String webhook, String after, int most) {
        return redis.plain()
                .entries(redis.keys().lettersAgain(partition, webhook), after.isEmpty() ? null : after, most)
                .map(entries -> entries.stream()
                        .map(it -> new Again(it.id, Letter.of(it.value)))
                        .toList());
    }
}

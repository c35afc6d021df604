package dev.opportune.engagement.touch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.Interaction.Platform;
import dev.opportune.engagement.Money;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.experiment.Goal;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.send.Touched;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps what is reported of sends, with the user whose they were: `interact.lua` and `convert.lua`, one
/// round trip each, and harmless when repeated. Confined to the lane; futures fail with
/// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
public final class Interactions {

    private static final int ID_BYTES = 8;
    private static final int NAME_BYTES = 4;
    private static final byte[] NOTHING = {};

    private final Storage redis;
    private final Windows windows;
    private final EventRetention events;
    private final boolean feed;
    private final Goals goals;

    /// How long after it a send has its share in a conversion.
    ///
    /// @param opened after it was opened
    /// @param shown after its touch
    public record Windows(Duration opened, Duration shown) {

        public static final Duration LONGEST = Duration.ofDays(30);
        public static final Windows DEFAULT = new Windows(Duration.ofDays(3), Duration.ofDays(1));

        public Windows {
            for (var window : List.of(opened, shown)) {
                if (window.isNegative() || window.compareTo(LONGEST) > 0) {
                    throw new IllegalArgumentException("window: " + window + " (expected: up to " + LONGEST + ")");
                }
            }
        }
    }

    /// What became of a report.
    public enum Recorded {
        RECORDED,
        /// It was reported before.
        DUPLICATE,
        /// The send is not, or no longer, among the latest that the user keeps.
        LATE
    }

    /// What became of a conversion.
    public enum Attributed {
        /// To the send that was opened last.
        DIRECT,
        /// To the send that was shown last.
        INFLUENCED,
        /// To no send: nothing is kept of it.
        NONE,
        /// It was reported before.
        DUPLICATE,
        /// The user has newer conversions than are remembered.
        LATE
    }

    /// @param events how those are kept that tell of it
    /// @param feed whether any tell of it
    /// @param policy in force, whose experiments count what is their goal
    public Interactions(Storage redis, Windows windows, EventRetention events, boolean feed, Supplier<Policy> policy) {
        this.goals = new Goals(policy);
        this.redis = redis;
        this.windows = windows;
        this.events = events;
        this.feed = feed;
    }

    /// Marks what a device did with a send.
    ///
    /// @param user whose the send was, in the partition of the send's id
    /// @param platform of the device; null: not known, and then it is not [Kind#RECEIVED]
    /// @param at null: now
    public Future<Recorded> mark(
            String user, String sendId, Kind kind, @Nullable Platform platform, @Nullable Instant at) {
        var mark = Mark.of(kind, platform);
        var packed = new Packed()
                .put(redis.testNow())
                .put(Touched.digest(sendId))
                .put(mark.bit())
                .put(mark.word());
        packed.put(millis(at)).put(told(user, sendId, kind, platform));
        events.write(packed);
        packed.put(
                switch (kind) {
                    case OPENED -> goals.of(new Goal.Opened());
                    case CLICKED -> goals.of(new Goal.Clicked());
                    case RECEIVED, DISMISSED -> NOTHING;
                });
        return redis.run(Script.INTERACT, keys(user), packed.bytes()).map(reply -> {
            var word = ScriptReply.word(reply);
            return switch (word) {
                case "recorded" -> Recorded.RECORDED;
                case "duplicate" -> Recorded.DUPLICATE;
                case "late" -> Recorded.LATE;
                default -> throw ScriptReply.unknown(Script.INTERACT, word);
            };
        });
    }

    /// Counts a conversion to the send that it is due to.
    ///
    /// @param name a declared one
    /// @param id the caller's own
    /// @param value null: it has none
    /// @param at null: now
    public Future<Attributed> convert(
            String user, String name, String id, @Nullable Money value, @Nullable Instant at) {
        var what = Packed.within().put(name);
        if (value != null) {
            what.put(Long.toString(value.tenThousandths())).put(value.currency().getCurrencyCode());
        }
        var packed = new Packed().put(redis.testNow()).put(millis(at));
        packed.put(digest(name + '\0' + id, ID_BYTES)).put(digest(name, NAME_BYTES));
        packed.put(what.bytes()).put(value == null ? 0 : 1);
        packed.put(windows.opened.toSeconds()).put(windows.shown.toSeconds());
        packed.put(told(user, name, id, value));
        events.write(packed);
        packed.put(goals.of(new Goal.Converted(name)));
        return redis.run(Script.CONVERT, keys(user), packed.bytes()).map(reply -> {
            var word = ScriptReply.word(reply);
            return switch (word) {
                case "direct" -> Attributed.DIRECT;
                case "influenced" -> Attributed.INFLUENCED;
                case "none" -> Attributed.NONE;
                case "duplicate" -> Attributed.DUPLICATE;
                case "late" -> Attributed.LATE;
                default -> throw ScriptReply.unknown(Script.CONVERT, word);
            };
        });
    }

    /// As `Event` reads it, without what the script puts behind it.
    private byte[] told(String user, String sendId, Kind kind, @Nullable Platform platform) {
        if (!feed) return NOTHING;
        var told = Packed.within().array(9).put("m").put(kind.word()).put(user).put(sendId);
        return told.put(platform == null ? "" : platform.word()).bytes();
    }

    private byte[] told(String user, String name, String id, @Nullable Money value) {
        if (!feed) return NOTHING;
        var told = Packed.within().array(13).put("v").put(user).put(name).put(id);
        if (value == null) return told.put("").put("").bytes();
        var amount = BigInteger.valueOf(value.tenThousandths());
        return told.put(Money.text(amount, value.currency()))
                .put(value.currency().getCurrencyCode())
                .bytes();
    }

    private byte[][] keys(String user) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        return new byte[][] {keys.user(p, user), keys.batch(p), keys.events(p)};
    }

    /// The scripts hold it between the touch and now.
    private static long millis(@Nullable Instant at) {
        return at == null ? Long.MAX_VALUE >> 11 : Math.max(0, at.toEpochMilli());
    }

    private static byte[] digest(String text, int bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

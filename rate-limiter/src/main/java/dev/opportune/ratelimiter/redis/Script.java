package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/// The scripts, each a file of its own under `lua/` whose head types its keys, arguments and reply,
/// after the parts that it shares with others, from `lua/parts/`.
public enum Script {
    ADMIT(
            Writes.UNLESS_FULL,
            "base kept people touches tallies enrolments devices choices counts zones words gates sends campaigns receipts"),
    EXPLAIN(Writes.NOTHING, "base kept people touches tallies enrolments devices choices counts zones words gates"),
    CLAIM(
            Writes.ALSO_WHEN_FULL,
            "base kept people touches tallies enrolments devices choices counts zones words gates sends history"
                    + " campaigns deliveries receipts events ending"),
    SETTLE(
            Writes.ALSO_WHEN_FULL,
            "base kept people touches tallies enrolments devices counts floors sends deliveries receipts events ending"
                    + " news"),
    PARK(
            Writes.UNLESS_FULL,
            "base kept people touches tallies enrolments devices floors sends history campaigns deliveries events news"),
    RENEW(Writes.ALSO_WHEN_FULL, "base sends"),
    FORWARD(Writes.UNLESS_FULL, "base sends history deliveries"),
    WAKE(Writes.UNLESS_FULL, "base sends history campaigns deliveries"),
    CANCEL(
            Writes.ALSO_WHEN_FULL,
            "base kept people touches tallies enrolments counts sends campaigns deliveries receipts events ending"),
    SCAN(Writes.NOTHING, "base"),
    PRESENT(Writes.ALSO_WHEN_FULL, "base"),
    PROFILE(Writes.UNLESS_FULL, "base kept people touches tallies enrolments events refusals changes"),
    DEVICE(Writes.UNLESS_FULL, "base kept people touches tallies enrolments events refusals devices floors changes"),
    PREFERENCES(Writes.UNLESS_FULL, "base kept people touches tallies enrolments events refusals choices"),
    OWN(Writes.UNLESS_FULL, "base"),
    ERASE(
            Writes.ALSO_WHEN_FULL,
            "base kept people touches tallies enrolments devices choices counts floors sends campaigns deliveries"
                    + " receipts events ending"),
    INTERACT(Writes.UNLESS_FULL, "base kept people touches tallies enrolments buckets events"),
    CONVERT(Writes.UNLESS_FULL, "base kept people touches tallies enrolments buckets events"),
    TAKE(Writes.UNLESS_FULL, "base"),
    DROP(Writes.ALSO_WHEN_FULL, ""),
    ADD(Writes.UNLESS_FULL, "base hours"),
    LABEL(Writes.UNLESS_FULL, "base"),
    QUOTA(Writes.ALSO_WHEN_FULL, "base"),
    FOLLOW(Writes.ALSO_WHEN_FULL, "base"),
    ADVANCE(Writes.ALSO_WHEN_FULL, "base"),
    AGAIN(Writes.UNLESS_FULL, "base"),
    TRY(Writes.UNLESS_FULL, "");

    /// Those by which somebody is promised something: a caller who is told so, or a provider who is to
    /// show a push; and those between which a count is in two places.
    private static final Set<Script> PROMISES =
            EnumSet.of(ADMIT, CLAIM, CANCEL, PROFILE, DEVICE, PREFERENCES, OWN, ERASE, INTERACT, CONVERT, TAKE, ADD);

    private static final String PARTS =
            "base kept people touches tallies enrolments events refusals buckets hours devices choices counts zones words"
                    + " gates floors sends history campaigns deliveries receipts ending news changes";

    /// When it writes: Redis is told it of a function.
    enum Writes {
        NOTHING,
        /// The first of what it writes is refused by a Redis that is full, and so is all of it.
        UNLESS_FULL,
        /// It frees before it writes, so that what was taken ends in a full Redis, too.
        ALSO_WHEN_FULL
    }

    private final Writes writes;
    private final String body;
    private final String text;
    private final String sha;

    /// @param parts that go before it, each after those that it needs itself
    Script(Writes writes, String parts) {
        this.writes = writes;
        this.body = read(name().toLowerCase(Locale.ROOT));
        this.text = joined(parts) + body;
        this.sha = sha1(text);
    }

    /// Whether somebody is promised something by it, so that what it wrote must not be lost. What ends
    /// sends promises nothing: a send that ends twice has ended.
    boolean isPromise() {
        return PROMISES.contains(this);
    }

    Writes writes() {
        return writes;
    }

    /// Without the parts that go before it.
    String body() {
        return body;
    }

    /// All parts, each after those that it needs.
    static String parts() {
        return joined(PARTS);
    }

    /// For EVAL.
    String text() {
        return text;
    }

    /// For EVALSHA: Redis names scripts by SHA-1.
    String sha() {
        return sha;
    }

    static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String joined(String parts) {
        var joined = new StringBuilder();
        for (var part : parts.isEmpty() ? new String[0] : parts.split(" ", -1)) joined.append(read("parts/" + part));
        return joined.toString();
    }

    private static String read(String name) {
        try (var in = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) throw new IllegalStateException("lua/" + name + ".lua is missing");
            return new String(in.readAllBytes(), UTF_8) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

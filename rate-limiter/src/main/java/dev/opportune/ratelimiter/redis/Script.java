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
    ADMIT("base people devices choices counts zones gates sends campaigns receipts"),
    EXPLAIN("base people devices choices counts zones gates"),
    CLAIM("base people devices choices counts zones gates sends campaigns deliveries receipts events ending"),
    SETTLE("base people devices counts floors sends deliveries receipts events ending news"),
    PARK("base people devices floors sends campaigns deliveries events news"),
    RENEW("base sends"),
    FORWARD("base sends deliveries"),
    WAKE("base sends campaigns deliveries"),
    CANCEL("base people counts sends campaigns deliveries receipts events ending"),
    SCAN("base"),
    PRESENT("base"),
    PROFILE("base people changes"),
    DEVICE("base people devices floors changes"),
    PREFERENCES("base people choices"),
    OWN("base"),
    ERASE("base people devices choices counts floors sends campaigns deliveries receipts events ending"),
    QUOTA("base"),
    TRY("");

    /// Those by which somebody is promised something: a caller who is told so, or a provider who is to
    /// show a push.
    private static final Set<Script> PROMISES =
            EnumSet.of(ADMIT, CLAIM, CANCEL, PROFILE, DEVICE, PREFERENCES, OWN, ERASE);

    private final String text;
    private final String sha;

    /// @param parts that go before it, each after those that it needs itself
    Script(String parts) {
        var joined = new StringBuilder();
        for (var part : parts.isEmpty() ? new String[0] : parts.split(" ", -1)) joined.append(read("parts/" + part));
        joined.append(read(name().toLowerCase(Locale.ROOT)));
        this.text = joined.toString();
        try {
            this.sha =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether somebody is promised something by it, so that what it wrote must not be lost. What ends
    /// sends promises nothing: a send that ends twice has ended.
    boolean isPromise() {
        return PROMISES.contains(this);
    }

    /// For EVAL.
    String text() {
        return text;
    }

    /// For EVALSHA: Redis names scripts by SHA-1.
    String sha() {
        return sha;
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

package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// The scripts, each a file of its own under `lua/` whose head types its keys, arguments and reply, after the files
/// that
/// it shares with others.
enum Script {
    ADMIT("base", "devices", "zones", "gates", "events", "records"),
    EXPLAIN("base", "devices", "zones", "gates"),
    CLAIM("base", "devices", "zones", "gates", "events", "records"),
    SETTLE("base", "devices", "floors", "events", "records", "news"),
    PARK("base", "devices", "floors", "events", "records", "news"),
    WAKE("base", "events", "records"),
    CANCEL("base", "events", "records"),
    SCAN("base"),
    USER("base", "devices", "floors"),
    OWN("base"),
    ERASE("base", "devices", "floors", "events", "records"),
    QUOTA("base");

    private final String text;
    private final String sha;

    Script(String... before) {
        var joined = new StringBuilder();
        for (var part : before) joined.append(read(part));
        joined.append(read(name().toLowerCase(Locale.ROOT)));
        this.text = joined.toString();
        try {
            this.sha =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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

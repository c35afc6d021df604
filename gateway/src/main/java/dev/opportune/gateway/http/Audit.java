package dev.opportune.gateway.http;

import dev.opportune.ratelimiter.event.About;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who did what that cannot be undone or shows a person, one line each, under a logger of its own (logback.xml). A user
/// is in it as the beginning of the SHA-256 of its id, so that whoever asks after a user finds its lines, and whoever
/// reads them finds no user. Thread-safe.
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("opportune.audit");

    private static final int DIGITS_OF_USER = 16;

    /// Enough to find it among the callers file's hashes, and of no use besides.
    private static final int DIGITS_OF_KEY = 8;

    /// A gateway logs one refused key in this time; the next line tells how many it left out.
    private static final long REFUSAL_EVERY_NANOS = 10_000_000_000L;

    private final AtomicLong refusalSaidNanos = new AtomicLong(System.nanoTime() - REFUSAL_EVERY_NANOS);
    private final AtomicLong refusalsLeftOut = new AtomicLong();

    /// A caller did something to a user, or tried to.
    ///
    /// @param status of the answer
    public static void did(String what, Call call, String user, int status) {
        LOG.info("{} caller={} user={} status={}", what, call.caller(), digest(user), status);
    }

    /// A caller cancelled a send, or tried to.
    ///
    /// @param send what is known of it
    public static void cancelled(Call call, String sendId, About send, int status) {
        LOG.info(
                "cancel caller={} send={} of={} user={} status={}",
                call.caller(),
                sendId,
                send.caller(),
                digest(send.user()),
                status);
    }

    /// What operators did: other callers, other files.
    public static void operated(String what) {
        LOG.info("{}", what);
    }

    /// Somebody came with no key that is known.
    ///
    /// @param keySha256 gives the SHA-256 of the key that was given, in hexadecimal; or a word: none was
    void refused(@Nullable SocketAddress from, Supplier<String> keySha256, long nowNanos) {
        long said = refusalSaidNanos.get();
        if (nowNanos - said < REFUSAL_EVERY_NANOS || !refusalSaidNanos.compareAndSet(said, nowNanos)) {
            refusalsLeftOut.incrementAndGet();
            return;
        }
        var sha256 = keySha256.get();
        LOG.warn(
                "refused from={} key_sha256={} left_out={}",
                from == null ? "?" : from.hostAddress(),
                sha256.substring(0, Math.min(DIGITS_OF_KEY, sha256.length())),
                refusalsLeftOut.getAndSet(0));
    }

    private static String digest(String user) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256).substring(0, DIGITS_OF_USER);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

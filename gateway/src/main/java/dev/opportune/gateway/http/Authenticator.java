package dev.opportune.gateway.http;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Grants;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Tells who calls, from the `Authorization` header, or without one from the client certificate. Thread-safe: all lanes
/// share one, and with it the callers' buckets. Callers may be replaced at any time, all at once.
public final class Authenticator {

    /// RFC 6750, section 2.1; the scheme's case does not matter.
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final Audit audit = new Audit();
    private final @Nullable Identity everybody;
    private volatile Known known;

    /// From when on client certificates count, in milliseconds since 1970: since their CA is what it is.
    private volatile long certificatesSinceMillis;

    private Authenticator(@Nullable Identity everybody, Known known) {
        this.everybody = everybody;
        this.known = known;
    }

    /// Who is calling, and what they may do.
    ///
    /// @param bucket null: as fast as it likes
    record Identity(Rights rights, @Nullable CallerBucket bucket) {}

    /// Callers as they are at one time.
    private record Known(
            Map<String, Identity> byName, Map<String, Keyed> bySha256, Map<String, Identity> byCertificate) {}

    private record Keyed(String sha256, Identity identity) {}

    /// Knows these callers by their keys and certificates.
    public static Authenticator of(Collection<Caller> callers) {
        return new Authenticator(null, known(callers, Map.of()));
    }

    /// Takes everybody for `anonymous`, who may do everything: `--insecure-no-auth`.
    public static Authenticator insecure() {
        return new Authenticator(
                new Identity(new Rights("anonymous", Grants.everything()), null), known(List.of(), Map.of()));
    }

    /// Whether nobody is asked who they are.
    public boolean isInsecure() {
        return everybody != null;
    }

    /// Knows these callers from now on, and no others. One whose rate stays has its bucket as it is.
    public void replace(Collection<Caller> callers) {
        known = known(callers, known.byName);
    }

    /// Takes no client certificate of a connection that began before: another CA may have signed it.
    public void takeCertificatesSince(long millis) {
        certificatesSinceMillis = millis;
    }

    private static Known known(Collection<Caller> callers, Map<String, Identity> before) {
        var byName = new HashMap<String, Identity>();
        var bySha256 = new HashMap<String, Keyed>();
        var byCertificate = new HashMap<String, Identity>();
        for (var caller : callers) {
            var identity = new Identity(
                    new Rights(caller.name(), Grants.of(caller.grants())), bucket(caller, before.get(caller.name())));
            byName.put(caller.name(), identity);
            for (var sha256 : caller.keysSha256()) bySha256.put(sha256, new Keyed(sha256, identity));
            if (caller.certificate() != null) byCertificate.put(caller.certificate(), identity);
        }
        return new Known(Map.copyOf(byName), Map.copyOf(bySha256), Map.copyOf(byCertificate));
    }

    private static @Nullable CallerBucket bucket(Caller caller, @Nullable Identity before) {
        var rate = caller.rate();
        if (rate == null) return null;
        var bucket = before == null ? null : before.bucket;
        return bucket != null && bucket.rate().equals(rate) ? bucket : new CallerBucket(rate, System.nanoTime());
    }

    /// Gives nobody when the header is not one bearer key that is known; without a header when the client
    /// certificate is none that is known.
    ///
    /// @param session null: not over TLS
    Optional<Identity> identify(List<String> authorization, @Nullable SSLSession session) {
        if (everybody != null) return Optional.of(everybody);
        if (authorization.isEmpty()) return session == null ? Optional.empty() : identify(session);
        if (authorization.size() != 1) return Optional.empty();
        var bearer = BEARER.matcher(authorization.getFirst());
        return bearer.matches() ? identify(sha256(bearer.group(1))) : Optional.empty();
    }

    /// Tells of somebody who was nobody.
    void refused(List<String> authorization, @Nullable SocketAddress from) {
        audit.refused(from, () -> shownKey(authorization), System.nanoTime());
    }

    private static String shownKey(List<String> authorization) {
        if (authorization.isEmpty()) return "none";
        var bearer = BEARER.matcher(authorization.getFirst());
        return bearer.matches() ? sha256(bearer.group(1)) : "none";
    }

    /// The table finds the one key that it may be; the comparison that decides takes the same time for every key.
    private Optional<Identity> identify(String sha256) {
        var keyed = known.bySha256.get(sha256);
        return keyed != null && MessageDigest.isEqual(ascii(keyed.sha256), ascii(sha256))
                ? Optional.of(keyed.identity)
                : Optional.empty();
    }

    /// The handshake has checked who signed it.
    private Optional<Identity> identify(SSLSession session) {
        var byCertificate = known.byCertificate;
        if (byCertificate.isEmpty() || session.getCreationTime() < certificatesSinceMillis) return Optional.empty();
        for (var name : ClientCertificate.names(session)) {
            var identity = byCertificate.get(name);
            if (identity != null) return Optional.of(identity);
        }
        return Optional.empty();
    }

    /// As callers' files have it.
    public static String sha256(String key) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(ascii(key)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

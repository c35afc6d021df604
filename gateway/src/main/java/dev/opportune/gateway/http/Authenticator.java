package dev.opportune.gateway.http;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Grants;
import io.vertx.core.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Tells who calls, from the `Authorization` header, or without one from the client certificate. Thread-safe: all lanes
/// share one, and with it the callers' buckets. Callers may be replaced at any time, all at once.
///
/// Services and apps are known by two of them, so that a key that ships in an app is of no use where services are
/// served, and theirs of none where apps are.
public final class Authenticator {

    private static final String BEARER = "bearer ";

    /// Kept, since each request needs one.
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Authenticator::newSha256);

    private final Audit audit = new Audit();
    private final @Nullable Identity everybody;
    private final @Nullable Authenticator ofApps;
    private volatile Known known;

    /// From when on client certificates count, in milliseconds since 1970: since their CA is what it is.
    private volatile long certificatesSinceMillis;

    private Authenticator(@Nullable Identity everybody, @Nullable Authenticator ofApps, Known known) {
        this.everybody = everybody;
        this.ofApps = ofApps;
        this.known = known;
    }

    /// Who is calling, and what they may do.
    ///
    /// @param bucket null: as fast as it likes
    record Identity(Rights rights, @Nullable CallerBucket bucket) {}

    /// Callers as they are at one time.
    private record Known(
            Map<String, Identity> byName, Map<ByteBuffer, Keyed> bySha256, Map<String, Identity> byCertificate) {}

    @SuppressWarnings("ArrayRecordComponent") // compared in constant time
    private record Keyed(byte[] sha256, Identity identity) {}

    /// Knows these callers by their keys and certificates.
    public static Authenticator of(Collection<Caller> callers) {
        var ofApps = new Authenticator(null, null, known(apps(callers), Map.of()));
        return new Authenticator(null, ofApps, known(services(callers), Map.of()));
    }

    private static List<Caller> apps(Collection<Caller> callers) {
        return callers.stream().filter(it -> it.app() != null).toList();
    }

    private static List<Caller> services(Collection<Caller> callers) {
        return callers.stream().filter(it -> it.app() == null).toList();
    }

    /// Takes everybody for `anonymous`, who may do everything: `--insecure-no-auth`.
    public static Authenticator insecure() {
        return new Authenticator(
                new Identity(new Rights("anonymous", Grants.everything()), null), null, known(List.of(), Map.of()));
    }

    /// The one that knows apps by their ingest keys.
    public Authenticator ofApps() {
        return ofApps == null ? this : ofApps;
    }

    /// Whether nobody is asked who they are.
    public boolean isInsecure() {
        return everybody != null;
    }

    /// Knows these callers from now on, and no others. One whose rate stays has its bucket as it is.
    public void replace(Collection<Caller> callers) {
        if (ofApps != null) ofApps.known = known(apps(callers), ofApps.known.byName);
        known = known(services(callers), known.byName);
    }

    /// Takes no client certificate of a connection that began before: another CA may have signed it.
    public void takeCertificatesSince(long millis) {
        certificatesSinceMillis = millis;
    }

    private static Known known(Collection<Caller> callers, Map<String, Identity> before) {
        var byName = new HashMap<String, Identity>();
        var bySha256 = new HashMap<ByteBuffer, Keyed>();
        var byCertificate = new HashMap<String, Identity>();
        for (var caller : callers) {
            var identity = new Identity(
                    new Rights(caller.name(), Grants.of(caller.grants()), caller.app()),
                    bucket(caller, before.get(caller.name())));
            byName.put(caller.name(), identity);
            for (var hex : caller.keysSha256()) {
                var sha256 = HexFormat.of().parseHex(hex);
                bySha256.put(ByteBuffer.wrap(sha256), new Keyed(sha256, identity));
            }
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
        var key = key(authorization.getFirst());
        return key == null ? Optional.empty() : identify(digest(key));
    }

    /// The key of RFC 6750, section 2.1, or null; the scheme's case does not matter.
    private static @Nullable String key(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) return null;
        int from = BEARER.length();
        int to = authorization.length();
        while (from < to && authorization.charAt(from) == ' ') from++;
        int padding = to;
        while (padding > from && authorization.charAt(padding - 1) == '=') padding--;
        for (int i = from; i < padding; i++) {
            if (!isOfKeys(authorization.charAt(i))) return null;
        }
        return padding == from ? null : authorization.substring(from);
    }

    private static boolean isOfKeys(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._~+/-".indexOf(c) >= 0;
    }

    /// Tells of somebody who was nobody.
    void refused(List<String> authorization, @Nullable SocketAddress from) {
        audit.refused(from, () -> shownKey(authorization), System.nanoTime());
    }

    private static String shownKey(List<String> authorization) {
        if (authorization.isEmpty()) return "none";
        var key = key(authorization.getFirst());
        return key == null ? "none" : sha256(key);
    }

    /// The table finds the one key that it may be; the comparison that decides takes the same time for every key.
    private Optional<Identity> identify(byte[] sha256) {
        var keyed = known.bySha256.get(ByteBuffer.wrap(sha256));
        return keyed != null && MessageDigest.isEqual(keyed.sha256, sha256)
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
        return HexFormat.of().formatHex(digest(key));
    }

    private static byte[] digest(String key) {
        return SHA_256.get().digest(key.getBytes(StandardCharsets.US_ASCII));
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

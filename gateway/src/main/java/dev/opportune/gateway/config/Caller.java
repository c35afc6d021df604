package dev.opportune.gateway.config;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An internal service that may call; or an app, whose key all of its devices have.
///
/// @param name what logs, records and idempotency know it by
/// @param keysSha256 the SHA-256 of its key in hexadecimal, and of another while it changes keys: the keys themselves
///     are nowhere here
/// @param certificate the name in the client certificate that stands for it; null: none does
/// @param rate null: as fast as it likes
/// @param app null: a service; else the app whose devices report with an ingest key, on a listener of their own, and
///     the rate is one of lines
public record Caller(
        String name,
        Set<String> keysSha256,
        @Nullable String certificate,
        Set<Grant> grants,
        @Nullable CallerRate rate,
        @Nullable String app) {

    /// Of an ingest key of which the file says none: what ships in an app is anybody's.
    public static final CallerRate RATE_OF_AN_APP = new CallerRate(2_000, 10_000);

    /// The old one and the new one.
    static final int MAX_KEYS = 2;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final String NO_SHA_256 =
            "not a SHA-256 (expected: 64 lower-case hexadecimal digits, as sha256sum prints)";
    private static final int MAX_CERTIFICATE_CHARS = 256;

    /// A service.
    public Caller(
            String name,
            Set<String> keysSha256,
            @Nullable String certificate,
            Set<Grant> grants,
            @Nullable CallerRate rate) {
        this(name, keysSha256, certificate, grants, rate, null);
    }

    /// An app, which may report and do nothing else.
    public static Caller ofApp(String name, Set<String> keysSha256, String app, @Nullable CallerRate rate) {
        var reports = Set.of(Grant.of(Scope.INTERACTIONS_WRITE));
        return new Caller(name, keysSha256, null, reports, rate == null ? RATE_OF_AN_APP : rate, app);
    }

    /// One with a key, whose scopes are whole.
    public Caller(String name, String keySha256, Set<Scope> scopes, @Nullable CallerRate rate) {
        this(name, Set.of(keySha256), null, scopes.stream().map(Grant::of).collect(Collectors.toSet()), rate);
    }

    public Caller {
        requireName(name);
        if (!keysSha256.stream().allMatch(it -> SHA_256.matcher(it).matches())) {
            throw new IllegalArgumentException("key_sha256: " + NO_SHA_256);
        }
        if (keysSha256.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "key_sha256: " + keysSha256.size() + " keys (expected: at most " + MAX_KEYS + ")");
        }
        if (keysSha256.isEmpty() && certificate == null) {
            throw new IllegalArgumentException("key_sha256: none (expected: at least one, or a certificate)");
        }
        if (certificate != null && (certificate.isBlank() || certificate.length() > MAX_CERTIFICATE_CHARS)) {
            throw new IllegalArgumentException(
                    "certificate: no name (expected: 1 to " + MAX_CERTIFICATE_CHARS + " characters)");
        }
        if (grants.isEmpty()) throw new IllegalArgumentException("scopes: none (expected: at least one)");
        keysSha256 = Set.copyOf(keysSha256);
        grants = Set.copyOf(grants);
    }

    /// Throws an [IllegalArgumentException] for what no caller is called.
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: 1 to 64 letters, digits, . _ or -)");
        }
    }

    /// Gives it back; throws an [IllegalArgumentException] that does not show what is none.
    static String requireSha256(String sha256) {
        if (SHA_256.matcher(sha256).matches()) return sha256;
        throw new IllegalArgumentException(NO_SHA_256);
    }
}

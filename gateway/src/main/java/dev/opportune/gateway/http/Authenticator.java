package dev.opportune.gateway.http;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells who calls, from the `Authorization` header. Thread-safe: all lanes share one, and with it the callers'
/// buckets.
public final class Authenticator {

    /// RFC 6750, section 2.1; the scheme's case does not matter.
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final Map<String, Known> bySha256;
    private final Optional<Identity> withoutKey;

    private Authenticator(Map<String, Known> bySha256, Optional<Identity> withoutKey) {
        this.bySha256 = bySha256;
        this.withoutKey = withoutKey;
    }

    /// Who is calling, and what they may do.
    ///
    /// @param bucket null: as fast as it likes
    record Identity(
            String name, Set<Scope> scopes, @Nullable CallerBucket bucket) {}

    /// Knows these callers by their keys.
    public static Authenticator of(Collection<Caller> callers) {
        return new Authenticator(
                callers.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Caller::keySha256, it -> new Known(it.keySha256(), identity(it)))),
                Optional.empty());
    }

    private static Identity identity(Caller caller) {
        var rate = caller.rate();
        var bucket = rate == null ? null : new CallerBucket(rate, System.nanoTime());
        return new Identity(caller.name(), caller.scopes(), bucket);
    }

    /// Takes everybody for `anonymous`, who may do everything: `--insecure-no-auth`.
    public static Authenticator insecure() {
        return new Authenticator(Map.of(), Optional.of(new Identity("anonymous", Set.of(Scope.values()), null)));
    }

    /// Gives nobody when the header is not there, not a bearer key, or not a key that is known.
    Optional<Identity> identify(List<String> authorization) {
        if (withoutKey.isPresent()) return withoutKey;
        if (authorization.size() != 1) return Optional.empty();
        var bearer = BEARER.matcher(authorization.getFirst());
        return bearer.matches() ? identify(sha256(bearer.group(1))) : Optional.empty();
    }

    /// The table finds the one key that it may be; the comparison that decides takes the same time for every key.
    private Optional<Identity> identify(String sha256) {
        var known = bySha256.get(sha256);
        return known != null && MessageDigest.isEqual(ascii(known.sha256), ascii(sha256))
                ? Optional.of(known.identity)
                : Optional.empty();
    }

    static String sha256(String key) {
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

    private record Known(String sha256, Identity identity) {}
}

package dev.opportune.gateway.config;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An internal service with an API key.
///
/// @param name what logs, records and idempotency know it by
/// @param keySha256 the SHA-256 of its key, in hexadecimal: the key itself is nowhere here
/// @param rate null: as fast as it likes
public record Caller(
        String name,
        String keySha256,
        Set<Scope> scopes,
        @Nullable CallerRate rate) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public Caller {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: 1 to 64 letters, digits, . _ or -)");
        }
        if (!SHA_256.matcher(keySha256).matches()) {
            throw new IllegalArgumentException(
                    "key_sha256: not a SHA-256 (expected: 64 lower-case hexadecimal digits, as sha256sum prints)");
        }
        if (scopes.isEmpty()) throw new IllegalArgumentException("scopes: none (expected: at least one)");
        scopes = Set.copyOf(scopes);
    }
}

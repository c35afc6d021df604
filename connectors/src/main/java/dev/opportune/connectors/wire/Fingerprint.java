package dev.opportune.connectors.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What some files hold, to see whether it has changed: by content, since a file's time changes when it is mounted
/// again and may stay when it is replaced.
///
/// @param digest SHA-256 of all contents; a file that cannot be read counts by the kind of its failure
public record Fingerprint(String digest) {

    /// Reads the files that there are; null ones are left out. Blocks.
    public static Fingerprint of(@Nullable Path... files) {
        MessageDigest sha256 = sha256();
        Stream.of(files).filter(Objects::nonNull).forEach(file -> {
            byte[] content = content(file);
            sha256.update((content.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha256.update(content);
        });
        return new Fingerprint(HexFormat.of().formatHex(sha256.digest()));
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return e.getClass().getName().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}

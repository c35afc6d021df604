package dev.opportune.gateway.lane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// Redis' password: the first line of its file, read again when it changes ([FileWatch]). Connections that are open
/// keep what they have said; those that come say the new one.
public final class RedisPassword implements Supplier<String> {

    private final Path file;
    private final FileWatch watch;
    private volatile String password;

    /// Reads the file for the first time.
    ///
    /// @throws RefusedException when it cannot be read, or is empty
    public static RedisPassword of(Path file) throws RefusedException {
        return new RedisPassword(file);
    }

    private RedisPassword(Path file) throws RefusedException {
        this.file = file;
        this.watch =
                new FileWatch("redis.password_file", List.of(file), () -> "the password before it stays", this::take);
        this.password = read(file);
    }

    @Override
    public String get() {
        return password;
    }

    public FileWatch watch() {
        return watch;
    }

    private static String read(Path file) throws RefusedException {
        try (var lines = Files.lines(file)) {
            var first = lines.findFirst().orElse("");
            if (!first.isEmpty()) return first;
            throw new RefusedException(List.of("redis.password_file: " + file + " is empty (expected: a password)"));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new RefusedException(
                    List.of("redis.password_file: " + file + " cannot be read (expected: a text file)"));
        }
    }

    private String take() throws RefusedException {
        password = read(file);
        return "connections that come use the new password";
    }

    /// Never the password.
    @Override
    public String toString() {
        return "RedisPassword[" + file + "]";
    }
}

package dev.opportune.connectors.wire;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that a provider needs is missing, unreadable or not what it should be. The message is one plain
/// sentence for whoever wrote the configuration: the setting, the file, and the reason. It never quotes what the
/// file holds.
public final class UnusableFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final boolean unread;

    public UnusableFileException(String setting, Path file, String reason, Throwable cause) {
        this(setting, file, reason, cause, false);
    }

    public UnusableFileException(String setting, Path file, String reason) {
        this(setting, file, reason, null, false);
    }

    private UnusableFileException(String setting, Path file, String reason, @Nullable Throwable cause, boolean unread) {
        super(setting + ": " + file + " " + reason, cause);
        this.unread = unread;
    }

    /// Whether the file is gone or cannot be read, so that nothing is known of what it should hold now.
    boolean isUnread() {
        return unread;
    }

    /// Names why the file could not be read.
    static UnusableFileException unreadable(String setting, Path file, Exception cause) {
        String reason = switch (cause) {
            case NoSuchFileException _, FileNotFoundException _ -> "does not exist";
            case AccessDeniedException _ -> "may not be read by this user";
            default -> "cannot be read (" + cause.getClass().getSimpleName() + ")";
        };
        return new UnusableFileException(setting, file, reason, cause, true);
    }
}

package dev.opportune.gateway.http.users;

import dev.opportune.gateway.json.JsonIn;
import dev.opportune.ratelimiter.user.Users.Change;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Members of a merge patch.
final class Changes {

    private Changes() {}

    /// What reads the value at hand; gives null when a fault was noted.
    interface Value<T> {
        @Nullable
        T read() throws IOException;
    }

    /// Reads the member at hand.
    static <T> Change<T> read(JsonIn in, Value<T> value) throws IOException {
        if (in.isNull()) return new Change.Remove<>();
        T read = value.read();
        return read == null ? new Change.Keep<>() : new Change.Set<>(read);
    }

    /// What the member is after the change of nothing.
    static <T> @Nullable T valueOf(Change<T> change) {
        return switch (change) {
            case Change.Keep<T>() -> null;
            case Change.Remove<T>() -> null;
            case Change.Set<T>(T value) -> value;
        };
    }
}

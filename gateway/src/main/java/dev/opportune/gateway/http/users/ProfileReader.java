package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonCopy;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.ProfilePatch;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the body of `PUT` and `PATCH /v1/users/{user}`.
final class ProfileReader {

    static final Shape PROFILE = Shape.of("timezone", "locale", "quiet_hours", "attributes", "muted_until")
            .keepingNull("timezone", "locale", "quiet_hours", "attributes", "muted_until");
    private static final Text WORD = Text.id(64);

    private ProfileReader() {}

    /// Reads a merge patch (RFC 7396): null removes, absence keeps.
    static Parsed<ProfilePatch> patch(Buffer body) {
        return JsonIn.read(body, in -> {
            var members = members(in);
            return members == null ? null : members.patch();
        });
    }

    /// Reads a whole profile: null and absence are the same.
    static Parsed<User.Profile> whole(Buffer body) {
        return JsonIn.read(body, in -> {
            var members = members(in);
            return members == null ? null : members.whole();
        });
    }

    private static @Nullable Members members(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        var members = new Members();
        for (String name = in.nextMember(PROFILE); name != null; name = in.nextMember(PROFILE)) members.read(in, name);
        return members;
    }

    /// The members of a profile that an object has had so far.
    static final class Members {
        private Change<ZoneId> timezone = new Change.Keep<>();
        private Change<String> locale = new Change.Keep<>();
        private Change<User.QuietHours> quietHours = new Change.Keep<>();
        private Change<String> attributes = new Change.Keep<>();
        private Change<Instant> mutedUntil = new Change.Keep<>();
        private boolean any;

        /// Reads the member at hand, one of [#PROFILE].
        void read(JsonIn in, String name) throws IOException {
            any = true;
            switch (name) {
                case "timezone" -> timezone = Changes.read(in, () -> in.string(WORD, WireTime::zone));
                case "locale" -> locale = Changes.read(in, () -> in.string(WORD, ProfileReader::locale));
                case "quiet_hours" -> quietHours = Changes.read(in, () -> in.string(WORD, ProfileReader::quietHours));
                case "attributes" -> attributes = Changes.read(in, () -> JsonCopy.object(in, Limits.ATTRIBUTES_BYTES));
                case "muted_until" -> mutedUntil = Changes.read(in, () -> in.string(WORD, WireTime::instant));
                default -> throw new IllegalArgumentException("name: " + name + " (expected: one of PROFILE)");
            }
        }

        ProfilePatch patch() {
            return new ProfilePatch(timezone, locale, quietHours, attributes, mutedUntil);
        }

        User.Profile whole() {
            return new User.Profile(
                    Changes.valueOf(timezone),
                    Changes.valueOf(locale),
                    Changes.valueOf(quietHours),
                    Changes.valueOf(attributes),
                    Changes.valueOf(mutedUntil));
        }

        boolean any() {
            return any;
        }
    }

    private static User.QuietHours quietHours(String text) {
        return text.equals("none") ? new User.QuietHours.None() : new User.QuietHours.Daily(LocalWindow.parse(text));
    }

    /// BCP 47; whether such a language exists is not for us to say.
    private static String locale(String tag) {
        try {
            return new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException(
                    Quoted.of(tag) + " (expected: a BCP 47 language tag such as \"de-CH\")", e);
        }
    }
}

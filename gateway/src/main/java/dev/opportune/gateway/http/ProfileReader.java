package dev.opportune.gateway.http;

import dev.opportune.gateway.json.JsonCopy;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.Users.Change;
import dev.opportune.ratelimiter.redis.Users.ProfilePatch;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the body of `PUT` and `PATCH /v1/users/{user}`.
final class ProfileReader {

    private static final Shape PROFILE = Shape.of("timezone", "locale", "quiet_hours", "attributes", "muted_until");
    private static final Text WORD = Text.id(64);

    private ProfileReader() {}

    /// Reads a merge patch (RFC 7396): null removes, absence keeps.
    static Parsed<ProfilePatch> patch(Buffer body) {
        return JsonIn.read(body, ProfileReader::patch);
    }

    /// Reads a whole profile: null and absence are the same.
    static Parsed<User.Profile> whole(Buffer body) {
        return JsonIn.read(body, in -> {
            var patch = patch(in);
            return patch == null
                    ? null
                    : new User.Profile(
                            Changes.valueOf(patch.timezone()),
                            Changes.valueOf(patch.locale()),
                            Changes.valueOf(patch.quietHours()),
                            Changes.valueOf(patch.attributesPatchJson()),
                            Changes.valueOf(patch.mutedUntil()));
        });
    }

    private static @Nullable ProfilePatch patch(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        Change<ZoneId> timezone = new Change.Keep<>();
        Change<String> locale = new Change.Keep<>();
        Change<User.QuietHours> quietHours = new Change.Keep<>();
        Change<String> attributes = new Change.Keep<>();
        Change<Instant> mutedUntil = new Change.Keep<>();
        for (String name = in.nextMember(PROFILE); name != null; name = in.nextMember(PROFILE)) {
            switch (name) {
                case "timezone" -> timezone = Changes.read(in, () -> in.string(WORD, WireTime::zone));
                case "locale" -> locale = Changes.read(in, () -> in.string(WORD, ProfileReader::locale));
                case "quiet_hours" -> quietHours = Changes.read(in, () -> in.string(WORD, ProfileReader::quietHours));
                case "attributes" -> attributes = Changes.read(in, () -> JsonCopy.object(in, Limits.ATTRIBUTES_BYTES));
                case "muted_until" -> mutedUntil = Changes.read(in, () -> in.string(WORD, WireTime::instant));
            }
        }
        return new ProfilePatch(timezone, locale, quietHours, attributes, mutedUntil);
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

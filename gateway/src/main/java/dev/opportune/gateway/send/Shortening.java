package dev.opportune.gateway.send;

import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import java.text.BreakIterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes the body of a message shorter until a provider takes it. It is cut between two characters as people count them:
/// no flag, and no family joined of many, is cut in two.
final class Shortening {

    /// In the place of what is left out.
    private static final String ELLIPSIS = "…";

    private Shortening() {}

    /// The message with as much of its body as fits; null: without a body it is too large still, or shows nothing. Measures
    /// it once for each halving of the body, which is at most a dozen times.
    static @Nullable PushMessage toFit(PushMessage message, Provider provider) {
        if (!(message.content() instanceof Notification content) || content.body() == null) return null;
        // A payload has at least a byte for each unit of UTF-16.
        int most = Math.min(content.body().length(), provider.platform().maxPayloadBytes());
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(content.body());
        PushMessage fits = null;
        int taken = 0;
        for (int above = most; taken < above; ) {
            int middle = (taken + above + 1) / 2;
            var shorter = with(message, content, head(content.body(), characters, middle));
            if (provider.payloadBytes(shorter) <= provider.platform().maxPayloadBytes()) {
                fits = shorter;
                taken = middle;
            } else {
                above = middle - 1;
            }
        }
        if (fits != null || content.title() == null) return fits;
        var bare = with(message, content, null);
        return provider.payloadBytes(bare) <= provider.platform().maxPayloadBytes() ? bare : null;
    }

    private static String head(String body, BreakIterator characters, int units) {
        int end = units >= body.length() ? body.length() : characters.isBoundary(units) ? units : characters.preceding(units);
        return body.substring(0, end).stripTrailing() + ELLIPSIS;
    }

    private static PushMessage with(PushMessage message, Notification content, @Nullable String body) {
        return message.withContent(content.withBody(body));
    }
}

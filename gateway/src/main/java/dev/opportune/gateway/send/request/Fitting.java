package dev.opportune.gateway.send.request;

import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.templates.Shortening;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// Makes the body of a message shorter until a provider takes it ([Shortening]).
public final class Fitting {

    /// How often a body is tried longer than it surely fits: a payload may say it more than once, and with more bytes.
    private static final int TRIES = 5;

    private Fitting() {}

    /// The message with as much of its body as about fits; null: it is too large without one, or would show nothing.
    public static @Nullable PushMessage fit(PushMessage message, Provider provider) {
        if (!(message.content() instanceof Notification content)) return null;
        int excess = excess(message, provider);
        if (excess <= 0) return message;
        var body = content.body();
        if (body == null) return null;
        // A byte less of the body is a byte less of the payload at least.
        int bytes = ByteBufUtil.utf8Bytes(body);
        int fits = bytes - excess;
        var best = with(message, content, fits <= 0 ? "" : Shortening.shortened(body, fits));
        int above = bytes;
        for (int i = 0; i < TRIES && above - fits > 1; i++) {
            int middle = Math.max(fits, 0) + (above - Math.max(fits, 0)) / 2;
            var longer = with(message, content, Shortening.shortened(body, middle));
            if (longer != null && excess(longer, provider) <= 0) {
                fits = middle;
                best = longer;
            } else {
                above = middle;
            }
        }
        return best == null || excess(best, provider) > 0 ? null : best;
    }

    /// Null: it shows nothing.
    private static @Nullable PushMessage with(PushMessage message, Notification content, String body) {
        if (!body.isEmpty()) return message.withContent(content.withBody(body));
        var title = content.title();
        return title == null || title.isEmpty() ? null : message.withContent(content.withBody(null));
    }

    private static int excess(PushMessage message, Provider provider) {
        return provider.payloadBytes(message) - provider.platform().maxPayloadBytes();
    }
}

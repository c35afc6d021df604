package dev.opportune.connectors.fcm.message;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.aps.Aps;
import dev.opportune.connectors.wire.JsonBytes;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the body of `messages:send` for an app's kinds of devices. Its `data` holds strings alone, so `opportune` is
/// a string of JSON there. Where the caller's data has a key named `link` or `label`, the caller's value is written and
/// ours is not.
public final class FcmBody {

    /// A thread has one buffer for all that it writes.
    private static final ThreadLocal<JsonBytes> BUFFER = ThreadLocal.withInitial(JsonBytes::new);

    private final Set<FcmPlatform> platforms;
    private final List<Set<FcmPlatform>> each;

    /// @param platforms at least one
    public FcmBody(Set<FcmPlatform> platforms) {
        this.platforms = EnumSet.copyOf(platforms);
        this.each = platforms.stream()
                .<Set<FcmPlatform>>map(platform -> EnumSet.of(platform))
                .toList();
    }

    /// The body, with what is left of the moment at that instant.
    public byte[] write(PushMessage message, Instant now) {
        return written(message, message.address(), now, platforms).copy();
    }

    /// The most that a device gets, whichever kind it is and whenever it is written: the length of the longest body for
    /// one platform alone, without the device token. The blocks for other kinds of devices never come to it.
    public int lengthBesideAddress(PushMessage message) {
        Instant now = Expiry.longestWritten(message);
        int most = 0;
        for (Set<FcmPlatform> one : each) {
            most = Math.max(most, written(message, "", now, one).length());
        }
        return most;
    }

    private static JsonBytes written(PushMessage message, String address, Instant now, Set<FcmPlatform> platforms) {
        JsonBytes json = BUFFER.get().restart().open("message").text("token", address);
        if (message.content() instanceof Notification shown) writeNotification(json, shown, platforms);
        writeData(json, message);
        if (platforms.contains(FcmPlatform.ANDROID)) AndroidBlock.write(json, message, now);
        if (platforms.contains(FcmPlatform.IOS)) ApnsBlock.write(json, message, now);
        if (platforms.contains(FcmPlatform.WEB)) WebpushBlock.write(json, message, now);
        return json.close().close();
    }

    /// Android shows a text that is here rather than one by its key, and an alert in the block for iPhones overrides
    /// title and body: what is not read is not written.
    private static void writeNotification(JsonBytes json, Notification content, Set<FcmPlatform> platforms) {
        boolean alertSaysAll =
                platforms.size() == 1 && platforms.contains(FcmPlatform.IOS) && Aps.alertSaysMore(content);
        int before = json.length();
        json.open("notification");
        int empty = json.length();
        json.text("title", alertSaysAll || content.titleLoc() != null ? null : content.title())
                .text("body", alertSaysAll || content.bodyLoc() != null ? null : content.body())
                .text("image", content.image());
        if (json.length() == empty) {
            json.backTo(before);
        } else {
            json.close();
        }
    }

    private static void writeData(JsonBytes json, PushMessage message) {
        PushContent content = message.content();
        Map<String, String> data = content.data();
        json.open("data")
                .openQuoted("opportune")
                .text("send_id", message.sendId())
                .text("ref", message.ref())
                .text("proof", message.proof())
                .closeQuoted();
        Action action = content instanceof Notification shown ? shown.action() : null;
        if (action != null) {
            writeUnlessGiven(json, data, "link", action.link());
            writeUnlessGiven(json, data, "label", action.label());
        }
        for (Map.Entry<String, String> entry : data.entrySet()) json.text(entry.getKey(), entry.getValue());
        json.close();
    }

    private static void writeUnlessGiven(
            JsonBytes json, Map<String, String> data, String name, @Nullable String value) {
        if (!data.containsKey(name)) json.text(name, value);
    }
}

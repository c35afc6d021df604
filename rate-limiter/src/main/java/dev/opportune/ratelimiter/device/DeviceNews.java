package dev.opportune.ratelimiter.device;

import dev.opportune.ratelimiter.redis.Packed;
import java.util.List;

/// What a provider's answer says of a device token, for the user who has it registered. It changes nothing for a
/// device that was registered again after `sinceMillis`, and nothing for a device token that the user does not have.
/// Heard when a send is settled or handed back, with that or not at all: a stale lease's news go unheard.
///
/// @param app whose device token it is
/// @param reason the provider's word; empty when proven
/// @param sinceMillis since when it holds, in Redis' time
/// @param settings the mark of the app's settings by which alone it holds; empty: whatever these are
public record DeviceNews(String app, String deviceToken, Kind kind, String reason, long sinceMillis, String settings) {

    /// What holds whatever the app's settings are.
    public DeviceNews(String app, String deviceToken, Kind kind, String reason, long sinceMillis) {
        this(app, deviceToken, kind, reason, sinceMillis, "");
    }

    /// What is said.
    public enum Kind {
        /// Dead: the device is removed.
        INVALIDATED("invalidated"),
        /// Of another environment or project, or never real: the device stays, and gets nothing until it is registered
        /// again or its app has other settings than those by which it holds; it has to prove itself once more.
        QUARANTINED("quarantined"),
        /// Accepted by the provider for the first time.
        PROVEN("proven");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public static void write(List<DeviceNews> news, Packed to) {
        to.array(news.size());
        for (var n : news) {
            to.array(6)
                    .put(n.app)
                    .put(DeviceTokenBytes.pack(n.deviceToken))
                    .put(n.kind.word)
                    .put(n.reason)
                    .put(n.sinceMillis)
                    .put(n.settings);
        }
    }

    /// Never the device token.
    @Override
    public String toString() {
        return "DeviceNews[" + app + " " + kind + " " + reason + "]";
    }
}

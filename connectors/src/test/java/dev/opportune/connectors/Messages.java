package dev.opportune.connectors;

import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import dev.opportune.connectors.PushContent.Localized;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages to test with.
public final class Messages {

    public static final String DEVICE_TOKEN = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

    private Messages() {}

    public static PushMessage plain(String sendId, String deviceToken, Instant deadline) {
        return new PushMessage(
                sendId,
                deviceToken,
                titled("Raincoats, one hour only"),
                null,
                null,
                deadline,
                Urgency.HIGH,
                Standing.PROVEN);
    }

    public static PushContent titled(String title) {
        return new PushContent.Notification(title, null, null, null, null, null, null, null, Map.of(), null, null);
    }

    /// What wakes an app.
    public static PushMessage background(Instant deadline) {
        return new PushMessage(
                "0042-send",
                DEVICE_TOKEN,
                new PushContent.Background(Map.of("sku", "R-1")),
                "order-7",
                null,
                deadline,
                Urgency.TIME_SENSITIVE,
                Standing.PROVEN);
    }

    /// By the app's own words, texts for whoever has none, and sounds for each platform.
    public static PushMessage localized(Instant deadline) {
        var content = new PushContent.Notification(
                "Rain",
                "It pours",
                new Localized("rain_title", List.of()),
                new Localized("rain_body", List.of("30 %", "14:00")),
                null,
                null,
                "default",
                null,
                Map.of(),
                new Ios(null, null, null, "drops.caf", true, null, null),
                new Android(null, null, "drops"));
        return new PushMessage("0042-send", DEVICE_TOKEN, content, null, null, deadline, Urgency.HIGH, Standing.PROVEN);
    }

    /// With every member that the wire contract has for all of the texts.
    public static PushMessage full(Instant deadline) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("sku", "R-1");
        data.put("shelf", "B");
        var content = new PushContent.Notification(
                "Raincoats, one hour only",
                "30 % off while it \"pours\" ☔",
                null,
                null,
                new Action("Shop now", "shop://sale/raincoats"),
                "https://img.example/r.png",
                "default",
                1,
                data,
                new Ios("Sale", "sales", "OFFER", null, false, Interruption.TIME_SENSITIVE, 0.5),
                new Android("offers", "#0080ff", null));
        return new PushMessage(
                "0042-send",
                DEVICE_TOKEN,
                content,
                "order-7",
                "rain-sale",
                deadline,
                Urgency.TIME_SENSITIVE,
                Standing.PROVEN);
    }
}

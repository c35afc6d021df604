package dev.opportune.connectors;

import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import java.time.Instant;
import java.util.LinkedHashMap;
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
        return new PushContent(title, null, null, null, null, null, Map.of(), null, null);
    }

    /// With every member that the wire contract knows.
    public static PushMessage full(Instant deadline) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("sku", "R-1");
        data.put("shelf", "B");
        var content = new PushContent(
                "Raincoats, one hour only",
                "30 % off while it \"pours\" ☔",
                new Action("Shop now", "shop://sale/raincoats"),
                "https://img.example/r.png",
                "default",
                1,
                data,
                new Ios("Sale", "sales", "OFFER", Interruption.TIME_SENSITIVE, 0.5),
                new Android("offers", "#0080ff"));
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

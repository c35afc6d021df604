package dev.opportune.benchmarks.connectors;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.time.Instant;
import java.util.Map;

/// The messages of both sides: the same title, body, link and data, 10,000 devices by turns.
final class Letters {

    static final String TITLE = "Raincoats, one hour only";
    static final String BODY = "30 percent off while it pours";
    static final String LABEL = "Shop now";
    static final String LINK = "shop://sale/raincoats";
    static final Map<String, String> DATA = Map.of("sku", "R-1", "price", "49.90");
    static final String REF = "r-1";

    private static final int DEVICES = 10_000;
    private static final PushContent CONTENT = new PushContent.Notification(
            TITLE, BODY, null, null, new Action(LABEL, LINK), null, null, null, DATA, null, null);

    final Instant deadline = Instant.now().plusSeconds(1800);
    private final String[] deviceTokens = new String[DEVICES];
    private long turn;

    private Letters(String pattern) {
        for (int i = 0; i < DEVICES; i++) deviceTokens[i] = String.format(pattern, i);
    }

    static Letters toApns() {
        return new Letters("00fc13adff785122b4ad28809a3420982341241421348097878e577c991d%04x");
    }

    static Letters toFcm() {
        return new Letters("dXKq2vT8QnWf0yLm3bHs7c:APA91b-benchmark-device-token-of-about-the-usual-length-%04x");
    }

    PushMessage next() {
        return new PushMessage(
                nextSendId(), nextDeviceToken(), CONTENT, REF, null, deadline, Urgency.HIGH, Standing.PROVEN);
    }

    /// As long as a send's id.
    String nextSendId() {
        return "92-01m80st8gkx39kk6nfj7c" + (1_000_000 + turn % 1_000_000);
    }

    String nextDeviceToken() {
        return deviceTokens[(int) (turn++ % DEVICES)];
    }
}

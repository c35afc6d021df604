package dev.opportune.simulator.phones;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Something that a phone, or the shop, has to tell.
///
/// @param next what is told once this one was recorded; null: nothing
record Report(Kind kind, ObjectNode body, @Nullable Report next) {

    private static final JsonMapper JSON = new JsonMapper();

    /// Who tells it, and so where.
    enum Kind {
        IPHONE,
        ANDROID,
        SHOP
    }

    static Report ofPhone(String type, Arrived push, @Nullable Report next) {
        var body = JSON.createObjectNode();
        body.put("type", type).put("send_id", push.sendId()).put("proof", push.proof());
        body.put("platform", push.isIphone() ? "ios" : "android");
        return new Report(push.isIphone() ? Kind.IPHONE : Kind.ANDROID, body, next);
    }

    /// Its id is the send's: a user buys once for it.
    static Report ofShop(Habits.Purchase purchase, Arrived push, String user) {
        var body = JSON.createObjectNode();
        body.put("type", "converted").put("user", user).put("name", purchase.name());
        body.put("id", push.sendId()).put("value", purchase.value()).put("currency", purchase.currency());
        return new Report(Kind.SHOP, body, null);
    }

    String line() {
        return body.toString();
    }
}

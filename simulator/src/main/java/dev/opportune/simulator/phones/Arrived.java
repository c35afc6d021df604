package dev.opportune.simulator.phones;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A push on a phone, as the app there reads it.
///
/// @param shown title and body, a line each
/// @param user who is logged in there; null: nobody knows
record Arrived(
        String sendId,
        String proof,
        boolean isIphone,
        String shown,
        @Nullable String user) {

    private static final JsonMapper JSON = new JsonMapper();

    /// Empty for what was refused, and for what carries no proof.
    static Optional<Arrived> of(Push push) {
        if (push.status() != 200) return Optional.empty();
        try {
            var payload = JSON.readTree(push.payload());
            boolean isIphone = push.provider() == Provider.APNS;
            var ours = isIphone
                    ? payload.path("opportune")
                    : JSON.readTree(payload.at("/message/data/opportune").asText("{}"));
            var proof = ours.path("proof").asText();
            if (proof.isEmpty()) return Optional.empty();
            var said = isIphone ? payload.path("user") : payload.at("/message/data/user");
            var alert = payload.at(isIphone ? "/aps/alert" : "/message/notification");
            var shown = alert.path("title").asText() + '\n' + alert.path("body").asText();
            return Optional.of(new Arrived(ours.path("send_id").asText(), proof, isIphone, shown, user(said, push)));
        } catch (JsonProcessingException _) {
            return Optional.empty(); // what was sent is not ours
        }
    }

    /// Said by the push's `data.user`, else by a device token such as `ada-iphone`.
    private static @Nullable String user(JsonNode said, Push push) {
        if (said.isTextual()) return said.asText();
        var text = push.deviceToken();
        if (push.provider() == Provider.APNS) {
            try {
                text = new String(HexFormat.of().parseHex(text), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException _) {
                return null;
            }
        }
        int at = text.lastIndexOf('-');
        return at < 1 ? null : text.substring(0, at);
    }
}

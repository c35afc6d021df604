package dev.opportune.simulator.apns;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.opportune.simulator.behaviour.ApnsReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The body: a JSON object with an object `aps`, of at most 4096 bytes, 5120 for VoIP (Apple, "Generating a remote
/// notification").
///
/// Apple names no reason for a body that is no such object; APNs is known to answer `PayloadEmpty`.
final class ApnsPayloadRules {

    static final int LARGEST_BYTES = 4_096;
    static final int LARGEST_VOIP_BYTES = 5_120;

    private static final JsonFactory JSON = new JsonFactory();

    private ApnsPayloadRules() {}

    static @Nullable ApnsReason judge(byte[] body, boolean voip) {
        if (body.length > (voip ? LARGEST_VOIP_BYTES : LARGEST_BYTES)) return ApnsReason.PAYLOAD_TOO_LARGE;
        return hasAps(body) ? null : ApnsReason.PAYLOAD_EMPTY;
    }

    private static boolean hasAps(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return false;
            boolean found = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean aps = json.currentName().equals("aps");
                found |= json.nextToken() == JsonToken.START_OBJECT && aps;
                json.skipChildren();
            }
            return found && json.nextToken() == null;
        } catch (IOException e) {
            return false; // the body is no JSON
        }
    }
}

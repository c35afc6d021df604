package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.SendRequest.InlineDevice;
import dev.opportune.ratelimiter.Moment;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /v1/templates/{id}/test`.
final class TemplateTestReader {

    private static final Shape TEST = Shape.of("user", "category", "version", "params", "device");

    private TemplateTestReader() {}

    static Parsed<SendRequest> read(Buffer body, String id, KnownApps apps) {
        return JsonIn.read(body, in -> test(in, id, apps));
    }

    private static @Nullable SendRequest test(JsonIn in, String id, KnownApps apps) throws IOException {
        if (!in.beginObject()) return null;
        String user = null;
        String category = null;
        String version = null;
        String params = TemplateReader.NO_PARAMS;
        InlineDevice device = null;
        for (String name = in.nextMember(TEST); name != null; name = in.nextMember(TEST)) {
            switch (name) {
                case "user" -> user = in.string(Limits.USER);
                case "category" -> category = in.string(Limits.NAME);
                case "version" -> version = in.string(Limits.NAME);
                case "params" -> params = TemplateReader.params(in);
                case "device" -> device = SendReader.device(in, apps);
            }
        }
        in.require(TEST, "user", "category", "device");
        if (user == null || category == null || params == null || device == null) return null;
        return new SendRequest(
                user,
                category,
                null,
                null,
                SendReader.NO_CONTENT,
                Moment.Absolute.UNSAID,
                null,
                null,
                null,
                List.of(device),
                TemplateReader.wish(id, version, params),
                null);
    }
}

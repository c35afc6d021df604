package dev.opportune.gateway.http.sends;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.ContentReader;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.SendRequest.InlineDevice;
import dev.opportune.gateway.send.request.Variants;
import dev.opportune.gateway.words.TemplateWish;
import dev.opportune.ratelimiter.Moment;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /v1/sends`.
public final class SendReader {

    private static final Shape SEND = Shape.of(
            "user",
            "category",
            "campaign",
            "content",
            "moment",
            "collapse_key",
            "idempotency_key",
            "ref",
            "devices",
            "template",
            "experiment",
            "variants");
    private static final Shape DEVICE = Shape.of("app", "device_token");
    private static final List<String> WORDS = List.of("content", "template");

    static final Buffer NO_CONTENT = Buffer.buffer(0);

    private SendReader() {}

    /// The send, or what is wrong with each of its fields.
    ///
    /// @param headerKey what the `Idempotency-Key` header says, if it is there
    public static Parsed<SendRequest> read(Buffer body, @Nullable String headerKey, KnownApps apps) {
        return JsonIn.read(body, in -> send(in, body, headerKey, apps));
    }

    private static @Nullable SendRequest send(JsonIn in, Buffer body, @Nullable String headerKey, KnownApps apps)
            throws IOException {
        if (!in.beginObject()) return null;
        String user = null;
        String category = null;
        String campaign = null;
        PushContent content = null;
        Buffer contentJson = null;
        Moment moment = Moment.Absolute.UNSAID;
        String collapseKey = null;
        String bodyKey = null;
        String ref = null;
        List<InlineDevice> devices = List.of();
        TemplateWish template = null;
        String experiment = null;
        SortedMap<String, Variants.Variant> byArm = null;
        for (String name = in.nextMember(SEND); name != null; name = in.nextMember(SEND)) {
            switch (name) {
                case "user" -> user = in.string(Limits.USER);
                case "category" -> category = in.string(Limits.NAME);
                case "campaign" -> campaign = in.string(Limits.LABEL);
                case "content" -> {
                    int start = in.startByte();
                    content = ContentReader.read(in);
                    contentJson = body.slice(start, in.endByte());
                }
                case "moment" -> moment = MomentReader.read(in);
                case "collapse_key" -> collapseKey = in.string(Limits.LABEL);
                case "idempotency_key" -> bodyKey = in.string(IdempotencyKey.TEXT, IdempotencyKey::checked);
                case "ref" -> ref = in.string(Limits.LABEL);
                case "devices" -> devices = devices(in, apps);
                case "template" -> template = TemplateReader.read(in);
                case "experiment" -> experiment = in.string(Limits.NAME);
                case "variants" -> byArm = VariantsReader.read(in, body);
            }
        }
        in.require(SEND, "user", "category");
        boolean isOfExperiment = in.had(SEND, "experiment") || in.had(SEND, "variants");
        if (isOfExperiment) {
            in.require(SEND, "experiment", "variants");
            for (String other : WORDS) {
                if (in.had(SEND, other)) in.error(other, "beside variants (expected: what each arm says, in variants)");
            }
        } else {
            requireWords(in, SEND);
        }
        if (headerKey != null && bodyKey != null && !headerKey.equals(bodyKey)) {
            in.error(
                    "idempotency_key",
                    Quoted.of(bodyKey) + " (expected: the same as the Idempotency-Key header, " + Quoted.of(headerKey)
                            + ')');
        }
        Variants variants = null;
        if (isOfExperiment) {
            if (experiment == null || byArm == null) return null;
            variants = new Variants(experiment, byArm);
            var any = byArm.firstEntry().getValue();
            content = any.content();
            contentJson = any.contentJson();
            template = any.template();
        }
        if (user == null || category == null || moment == null || (content == null) == (template == null)) return null;
        String key = bodyKey != null ? bodyKey : headerKey;
        if (template != null) contentJson = NO_CONTENT;
        if (contentJson == null) return null;
        return new SendRequest(
                user,
                category,
                campaign,
                content,
                contentJson,
                moment,
                collapseKey,
                key,
                ref,
                devices,
                template,
                variants);
    }

    /// Content, or a template in its place.
    static void requireWords(JsonIn in, Shape shape) {
        boolean hasContent = in.had(shape, "content");
        boolean hasTemplate = in.had(shape, "template");
        if (hasContent && hasTemplate) in.error("template", "is there beside content (expected: one of both)");
        else if (!hasContent && !hasTemplate) in.require(shape, "content");
    }

    /// Each once: equal ones are one device.
    private static List<InlineDevice> devices(JsonIn in, KnownApps apps) throws IOException {
        var devices = new LinkedHashSet<InlineDevice>();
        int items = in.array(Limits.DEVICES, () -> {
            var device = device(in, apps);
            if (device != null) devices.add(device);
        });
        // None at all is more likely a caller's slip than the wish to reach every registered device.
        if (items == 0) in.error("has no items (expected: 1 to " + Limits.DEVICES + ", or no devices member)");
        return List.copyOf(devices);
    }

    static @Nullable InlineDevice device(JsonIn in, KnownApps apps) throws IOException {
        if (!in.beginObject()) return null;
        String app = null;
        String deviceToken = null;
        for (String name = in.nextMember(DEVICE); name != null; name = in.nextMember(DEVICE)) {
            switch (name) {
                case "app" -> app = in.string(Limits.NAME);
                case "device_token" -> deviceToken = in.string(Limits.DEVICE_TOKEN);
            }
        }
        in.require(DEVICE, "app", "device_token");
        if (app == null || deviceToken == null) return null;
        var canonical = apps.deviceToken(in, app, deviceToken);
        return canonical == null ? null : new InlineDevice(app, canonical);
    }
}

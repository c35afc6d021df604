package dev.opportune.gateway.http.sends;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.ContentReader;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.send.request.Variants;
import dev.opportune.gateway.words.TemplateWish;
import dev.opportune.ratelimiter.experiment.Experiment;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the `variants` of a send of an experiment: what it says in each arm.
final class VariantsReader {

    /// What an arm says.
    private static final Shape VARIANT = Shape.of("content", "template");

    private VariantsReader() {}

    /// Gives null when a fault was noted.
    static @Nullable SortedMap<String, Variants.Variant> read(JsonIn in, Buffer body) throws IOException {
        if (!in.beginObject()) return null;
        var byArm = new TreeMap<String, Variants.Variant>();
        var names = new HashSet<String>();
        for (String arm = in.nextEntry(Limits.NAME, names); arm != null; arm = in.nextEntry(Limits.NAME, names)) {
            var variant = variant(in, body);
            if (variant != null) byArm.put(arm, variant);
        }
        if (names.size() < Experiment.MIN_ARMS || names.size() > Experiment.MAX_ARMS) {
            in.error("has " + names.size() + " members (expected: " + Experiment.MIN_ARMS + " to " + Experiment.MAX_ARMS
                    + ", one for each arm)");
            return null;
        }
        return byArm.size() == names.size() ? byArm : null;
    }

    private static Variants.@Nullable Variant variant(JsonIn in, Buffer body) throws IOException {
        if (!in.beginObject()) return null;
        PushContent content = null;
        Buffer json = SendReader.NO_CONTENT;
        TemplateWish template = null;
        for (String name = in.nextMember(VARIANT); name != null; name = in.nextMember(VARIANT)) {
            switch (name) {
                case "content" -> {
                    int start = in.startByte();
                    content = ContentReader.read(in);
                    json = body.slice(start, in.endByte());
                }
                case "template" -> template = TemplateReader.read(in);
            }
        }
        SendReader.requireWords(in, VARIANT);
        if ((content == null) == (template == null)) return null;
        return new Variants.Variant(content, template == null ? json : SendReader.NO_CONTENT, template);
    }
}

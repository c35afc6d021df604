package dev.opportune.gateway.http.interactions;

import dev.opportune.engagement.Draft;
import dev.opportune.engagement.Interaction;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /v1/interactions`, or a line of it. [Draft] holds it to the rules.
final class InteractionReader {

    private static final Shape INTERACTION =
            Shape.of("type", "send_id", "proof", "user", "platform", "at", "name", "id", "value", "currency");

    /// Shown in no answer.
    private static final Text PROOF = Text.secret(Draft.MOST_PROOF_CHARACTERS);

    private InteractionReader() {}

    static Parsed<Interaction> read(Buffer json, Draft.Reporter by) {
        return switch (JsonIn.read(json, InteractionReader::draft)) {
            case Parsed.Invalid<Draft>(var errors) -> new Parsed.Invalid<>(errors);
            case Parsed.Valid<Draft>(var draft) ->
                switch (draft.check(by)) {
                    case Draft.Checked.Valid(var interaction) -> new Parsed.Valid<>(interaction);
                    case Draft.Checked.Invalid(var wrong) ->
                        new Parsed.Invalid<>(wrong.stream()
                                .map(it -> new FieldError(it.pointer(), it.detail()))
                                .toList());
                };
        };
    }

    private static @Nullable Draft draft(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String type = null;
        String sendId = null;
        String proof = null;
        String user = null;
        String platform = null;
        String at = null;
        String name = null;
        String id = null;
        String value = null;
        String currency = null;
        for (var member = in.nextMember(INTERACTION); member != null; member = in.nextMember(INTERACTION)) {
            switch (member) {
                case "type" -> type = in.string(Text.prose());
                case "send_id" -> sendId = in.string(Text.prose());
                case "proof" -> proof = in.string(PROOF);
                case "user" -> user = in.string(Text.prose());
                case "platform" -> platform = in.string(Text.prose());
                case "at" -> at = in.string(Text.prose());
                case "name" -> name = in.string(Text.prose());
                case "id" -> id = in.string(Text.prose());
                case "value" -> value = in.string(Text.prose());
                case "currency" -> currency = in.string(Text.prose());
            }
        }
        return new Draft(type, sendId, proof, user, platform, at, name, id, value, currency);
    }
}

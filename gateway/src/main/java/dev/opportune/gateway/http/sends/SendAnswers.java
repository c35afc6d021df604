package dev.opportune.gateway.http.sends;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.connectors.Platform;
import dev.opportune.gateway.http.JsonOut;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendView;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.send.Explain;
import dev.opportune.ratelimiter.send.Story;
import dev.opportune.ratelimiter.user.Reported;
import dev.opportune.templates.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is said of a send, in the words of the wire contract.
final class SendAnswers {

    private SendAnswers() {}

    /// The gates that look at nothing of the user's: they are all that a dry run tells who may not read users, besides
    /// the decision, which the send itself would be told.
    private static final Set<String> GATES_OF_THE_REQUEST = Set.of("idempotency", "category");

    /// @param in what asked for it
    /// @param readsUsers whether the caller may read users
    static Reply reply(SendAnswer answer, Pointers in, boolean readsUsers) {
        return switch (answer) {
            case SendAnswer.Decided decided -> decided(decided);
            case SendAnswer.DryRun(Decision decision, List<GateResult> gates, var releases, var preview) ->
                Reply.json(200, json -> {
                    writeDecision(json, decision);
                    writeGates(json, readsUsers ? gates : ofTheRequest(gates));
                    if (readsUsers && !releases.isEmpty()) writeReleases(json, releases);
                    // What a user's attributes say is the user's.
                    if (readsUsers && preview != null) Previews.write(json, preview);
                });
            case SendAnswer.UnknownCategory(String category) -> Problem.unknownCategory("/category", category);
            case SendAnswer.UnknownApp(int device, String app) -> Problem.unknownApp(in.app(device), app);
            case SendAnswer.MomentTooFar(String member, var furthest) ->
                Problem.malformed(List.of(new FieldError(
                        "/moment/" + member, "too far ahead (expected: within P" + furthest.toDays() + "D from now)")));
            case SendAnswer.UnknownExperiment(String experiment) ->
                Problem.UNKNOWN_EXPERIMENT.at(
                        "/experiment", Quoted.of(experiment) + " (expected: an experiment of the policy)");
            case SendAnswer.VariantsMismatch(String experiment, var given, var arms) ->
                Problem.VARIANTS_MISMATCH.at(
                        "/variants",
                        String.join(", ", given) + " (expected: " + String.join(", ", arms) + ", the arms of "
                                + experiment + ")");
            case SendAnswer.UnknownTemplate(String id, String version, var arm) ->
                version == null
                        ? unknownTemplate(id, in.templateId(arm))
                        : unknownVersion(id, version, in.template(arm));
            case SendAnswer.BadParams(List<Fault> faults, var arm) ->
                Problem.malformed(faults.stream()
                        .map(it -> new FieldError(in.template(arm) + "/params" + it.pointer(), it.detail()))
                        .toList());
            case SendAnswer.PayloadTooLarge(Map<Platform, Integer> bytes, var arm) ->
                payloadTooLarge(bytes, in.arm(arm) + "/content");
            case SendAnswer.IdempotencyMismatch() ->
                Problem.IDEMPOTENCY_MISMATCH.because("the key was used for a send with other fields to the same user");
            case SendAnswer.Overloaded(var retryAfter) ->
                Problem.OVERLOADED.because("nothing was taken: try again later").retryAfter(retryAfter);
            case SendAnswer.DeadlineUnreachable(var wait, var left) ->
                Problem.DEADLINE_UNREACHABLE.because("it would wait at least " + inSeconds(wait)
                        + " for its turn (expected: at most " + inSeconds(left)
                        + ", what is left of its moment): nothing was taken");
            case SendAnswer.MemoryShort(String detail, var retryAfter) ->
                Problem.OVERLOADED.because(detail + ": nothing was taken").retryAfter(retryAfter);
            case SendAnswer.StorageUnavailable(var retryAfter) ->
                Problem.STORAGE_UNAVAILABLE
                        .because("nothing was taken: try again later")
                        .retryAfter(retryAfter);
            case SendAnswer.OutcomeUnknown(String sendId) ->
                Problem.OUTCOME_UNKNOWN
                        .because(
                                "it may have been taken: try again with the same idempotency key",
                                json -> json.writeStringField("send_id", sendId))
                        .retryAfter(Limits.RETRY);
        };
    }

    private static String inSeconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static Reply decided(SendAnswer.Decided decided) {
        int status = decided.decision() instanceof Decision.Suppressed ? 200 : 202;
        var reply = Reply.json(status, json -> {
            json.writeStringField("send_id", decided.sendId());
            writeDecision(json, decided.decision());
            if (decided.warnings().isEmpty()) return;
            Problem.writeErrors(
                    json,
                    "warnings",
                    decided.warnings().stream()
                            .map(it -> new FieldError(it.pointer(), it.detail()))
                            .toList());
        });
        if (status == 202) reply = reply.with("Location", "/v1/sends/" + decided.sendId());
        return decided.replayed() ? reply.replayed() : reply;
    }

    /// @param pointer empty: the id is in the path
    private static Reply unknownTemplate(String id, String pointer) {
        String what = Quoted.of(id) + " (expected: a template's id)";
        return Problem.UNKNOWN_TEMPLATE.at(
                pointer, pointer.isEmpty() ? "the template's id in the path: " + what : what);
    }

    private static Reply unknownVersion(String id, String version, String pointer) {
        return Problem.UNKNOWN_TEMPLATE.at(
                pointer + "/version", Quoted.of(version) + " (expected: a version of " + id + ", or none)");
    }

    private static Reply payloadTooLarge(Map<Platform, Integer> bytes, String pointer) {
        return Problem.PAYLOAD_TOO_LARGE.at(pointer, "see bytes (expected: at most max_bytes)", json -> {
            json.writeObjectFieldStart("bytes");
            for (var platform : bytes.entrySet()) json.writeNumberField(word(platform.getKey()), platform.getValue());
            json.writeEndObject();
            json.writeObjectFieldStart("max_bytes");
            for (var platform : bytes.keySet()) json.writeNumberField(word(platform), platform.maxPayloadBytes());
            json.writeEndObject();
        });
    }

    private static void writeDecision(JsonGenerator json, Decision decision) throws IOException {
        switch (decision) {
            case Decision.Admitted(int deviceCount, var deadline) -> {
                json.writeStringField("decision", "admitted");
                json.writeNumberField("device_count", deviceCount);
                json.writeStringField("deadline", WireTime.text(deadline));
            }
            case Decision.Deferred(var reason, var releaseAt, var deadline, var cap) -> {
                json.writeStringField("decision", "deferred");
                json.writeStringField("reason", reason.word());
                json.writeStringField("release_at", WireTime.text(releaseAt));
                json.writeStringField("deadline", WireTime.text(deadline));
                writeCap(json, cap);
            }
            case Decision.Suppressed(var reason, var cap, var argument) -> {
                json.writeStringField("decision", "suppressed");
                json.writeStringField("reason", reason.word());
                JsonOut.optional(json, "argument", argument);
                writeCap(json, cap);
            }
        }
    }

    static void writeCap(JsonGenerator json, Decision.@Nullable CapHit hit) throws IOException {
        if (hit == null) return;
        json.writeStringField("cap", hit.cap());
        json.writeNumberField("limit", hit.limit());
        json.writeStringField("window", hit.window());
        json.writeNumberField("used", hit.used());
        if (hit.reserved() > 0) json.writeNumberField("reserved", hit.reserved());
        JsonOut.optional(json, "next_at", hit.nextAt());
    }

    private static List<GateResult> ofTheRequest(List<GateResult> gates) {
        return gates.stream()
                .filter(it -> GATES_OF_THE_REQUEST.contains(it.gate()))
                .toList();
    }

    private static void writeGates(JsonGenerator json, List<GateResult> gates) throws IOException {
        json.writeArrayFieldStart("gates");
        for (var gate : gates) {
            json.writeStartObject();
            json.writeStringField("gate", gate.gate());
            json.writeBooleanField("pass", gate.pass());
            for (var detail : gate.details().entrySet()) {
                json.writeFieldName(detail.getKey());
                JsonOut.value(json, detail.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeReleases(JsonGenerator json, List<Explain.Release> releases) throws IOException {
        json.writeArrayFieldStart("releases");
        for (var release : releases) {
            json.writeStartObject();
            json.writeStringField("at", WireTime.text(release.at()));
            writeDecision(json, release.decision());
            writeGates(json, release.gates());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static Reply view(SendView send) {
        return Reply.json(200, json -> writeView(json, send));
    }

    /// A send and how it went.
    static Reply story(Story story, Optional<Reported> reported) {
        return Reply.json(200, json -> {
            writeView(json, SendView.of(story));
            StoryAnswer.write(json, story, reported);
        });
    }

    private static void writeView(JsonGenerator json, SendView send) throws IOException {
        json.writeStringField("send_id", send.sendId());
        json.writeStringField("user", send.about().user());
        json.writeStringField("category", send.about().category());
        JsonOut.optional(json, "campaign", send.about().campaign());
        JsonOut.optional(json, "ref", send.about().ref());
        var template = send.about().template();
        if (template != null) {
            json.writeObjectFieldStart("template");
            json.writeStringField("id", template.id());
            json.writeStringField("version", template.version());
            json.writeEndObject();
        }
        JsonOut.optional(json, "experiment", send.about().experiment());
        JsonOut.optional(json, "arm", send.about().arm());
        json.writeStringField("state", send.state().word());
        JsonOut.optional(json, "reason", send.reason());
        JsonOut.optional(json, "deadline", send.deadline());
        json.writeStringField("policy_version", send.about().policyVersion());
        json.writeArrayFieldStart("deliveries");
        for (var delivery : send.deliveries()) writeDelivery(json, delivery);
        json.writeEndArray();
    }

    private static void writeDelivery(JsonGenerator json, SendView.Delivery delivery) throws IOException {
        json.writeStartObject();
        json.writeStringField("app", delivery.app());
        JsonOut.optional(json, "device_id", delivery.deviceId());
        var outcome = delivery.outcome();
        JsonOut.optional(json, "outcome", outcome == null ? null : outcome.word());
        JsonOut.optional(json, "reason", delivery.reason());
        JsonOut.optional(json, "provider_id", delivery.providerId());
        json.writeNumberField("attempts", delivery.attempts());
        JsonOut.optional(json, "at", delivery.at());
        var words = delivery.words();
        if (words != null) {
            json.writeStringField("locale", words.locale());
            if (words.shortened()) json.writeBooleanField("shortened", true);
        }
        json.writeEndObject();
    }

    static String word(Platform platform) {
        return platform.name().toLowerCase(Locale.ROOT);
    }
}

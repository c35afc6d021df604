package dev.opportune.gateway.http.users;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Audit;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.JsonOut;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.send.StoredSend;
import dev.opportune.ratelimiter.user.Enrolment;
import dev.opportune.ratelimiter.user.UserExport;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// `/v1/users/{user}/export`: everything that is stored of a user, as one may ask of whoever keeps one's data.
final class ExportEndpoint {

    private final Users users;
    private final Supplier<Policy> policy;

    /// @param policy in force: it knows experiments by name
    ExportEndpoint(Users users, Supplier<Policy> policy) {
        this.users = users;
        this.policy = policy;
    }

    Route route() {
        return Route.of(
                "/v1/users/{user}/export",
                Map.of(HttpMethod.GET, new Route.Operation(Scope.USERS_READ, Set.of(), this::get)));
    }

    private Future<Reply> get(Call call) {
        String user = UserEndpoint.userOf(call);
        return users.export(user)
                .map(found -> found.map(it -> reply(user, it)).orElseGet(() -> UserEndpoint.unknown(user)))
                .onSuccess(reply -> Audit.did("export", call, user, reply.status()));
    }

    private Reply reply(String id, UserExport export) {
        return Reply.json(200, json -> {
            UserAnswers.writeProfile(json, id, export.user().profile());
            JsonOut.optional(json, "device_timezone", UserAnswers.text(export.deviceZone()));
            writeDevices(json, export.user().devices());
            json.writeObjectFieldStart("preferences");
            UserAnswers.writePreferences(json, export.user().preferences());
            UserAnswers.writeHistory(json, export.history());
            json.writeEndObject();
            writeCounts(json, export.counts());
            writeMeasured(json, export);
            json.writeNumberField("waiting_count", export.waitingCount());
            json.writeArrayFieldStart("waiting");
            for (var send : export.waiting()) writeSend(json, send);
            json.writeEndArray();
        });
    }

    private static void writeDevices(JsonGenerator json, List<User.Device> devices) throws IOException {
        json.writeArrayFieldStart("devices");
        for (var device : devices) {
            json.writeStartObject();
            UserAnswers.writeDevice(json, device);
            json.writeStringField("device_token", device.deviceToken());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeCounts(JsonGenerator json, Map<String, List<Instant>> counts) throws IOException {
        json.writeObjectFieldStart("counts");
        for (var cap : new TreeMap<>(counts).entrySet()) {
            json.writeArrayFieldStart(cap.getKey());
            for (var instant : cap.getValue()) json.writeString(WireTime.text(instant));
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void writeMeasured(JsonGenerator json, UserExport export) throws IOException {
        json.writeArrayFieldStart("touches");
        for (var touch : export.touches()) {
            json.writeStartObject();
            json.writeStringField("at", WireTime.text(touch.at()));
            json.writeArrayFieldStart("marks");
            for (var mark : touch.marks()) json.writeString(mark);
            json.writeEndArray();
            var opened = touch.openedAt();
            if (opened != null) json.writeStringField("opened_at", WireTime.text(opened));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("conversions");
        for (var at : export.conversions()) json.writeString(WireTime.text(at));
        json.writeEndArray();
        json.writeArrayFieldStart("enrolments");
        for (var enrolment : export.enrolments()) writeEnrolment(json, enrolment);
        json.writeEndArray();
    }

    /// By name where the policy still has the experiment.
    private void writeEnrolment(JsonGenerator json, Enrolment enrolment) throws IOException {
        json.writeStartObject();
        for (var experiment : policy.get().experiments().values()) {
            if (!HexFormat.of().formatHex(experiment.knownBy()).equals(enrolment.knownBy())) continue;
            json.writeStringField("experiment", experiment.name());
            json.writeStringField("arm", experiment.armAt(enrolment.arm()));
        }
        json.writeStringField("known_by", enrolment.knownBy());
        json.writeStringField("entered_at", WireTime.text(enrolment.enteredAt()));
        json.writeBooleanField("did_goal", enrolment.done());
        json.writeBooleanField("refused_after", enrolment.refusedAfter());
        json.writeBooleanField("found_unregistered", enrolment.foundUnregistered());
        json.writeEndObject();
    }

    private static void writeSend(JsonGenerator json, StoredSend send) throws IOException {
        json.writeStartObject();
        json.writeStringField("send_id", send.sendId());
        json.writeStringField("category", send.about().category());
        JsonOut.optional(json, "campaign", send.about().campaign());
        JsonOut.optional(json, "ref", send.about().ref());
        json.writeStringField("state", send.state().word());
        json.writeStringField("deadline", WireTime.text(Instant.ofEpochMilli(send.deadlineMillis())));
        var template = send.about().template();
        if (template == null || send.params() == null) {
            json.writeFieldName("content");
            json.writeRawValue(send.content().toString(StandardCharsets.UTF_8));
        } else {
            json.writeObjectFieldStart("template");
            json.writeStringField("id", template.id());
            json.writeStringField("version", template.version());
            json.writeFieldName("params");
            json.writeRawValue(send.params().toString(StandardCharsets.UTF_8));
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}

package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.send.Admit;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A send of the [DecisionModel].
final class ModelSend {

    static final Set<String> FINAL = Set.of("accepted", "unregistered", "rejected");

    enum State {
        WAITING,
        READY,
        DISPATCHING,
        ENDED
    }

    final String id;
    final String user;
    final String caller;
    final String category;
    final Moment moment;
    final Instant acceptedAt;
    final List<Admit.InlineDevice> inline;

    State state = State.WAITING;
    String owner = "";
    long fence;
    boolean takenOver;
    /// Lanes that were gone with it, one after another.
    int lanesLost;
    /// When it must be looked at: at its own time, or sooner when something changes.
    Instant lookAt = Instant.MAX;

    Instant ownTime = Instant.MAX;
    Instant deadline = Instant.MAX;
    /// The caps in which it holds a place, and the second at which that counts.
    final List<String> heldCaps = new ArrayList<>();

    long heldSecond;
    final List<Device> deliveries = new ArrayList<>();
    String endState = "";
    String endReason = "";

    /// @param outcome "": none yet
    /// @param reason as far as the scripts give one
    record Device(String id, String app, String deviceToken, String outcome, String reason, boolean proven) {
        Device with(String outcome, String reason) {
            return new Device(id, app, deviceToken, outcome, reason, proven);
        }

        Device proven(boolean proven) {
            return new Device(id, app, deviceToken, outcome, reason, proven);
        }

        boolean sameTarget(Device other) {
            return app.equals(other.app) && deviceToken.equals(other.deviceToken);
        }
    }

    ModelSend(
            String id,
            String user,
            String caller,
            String category,
            Moment moment,
            Instant acceptedAt,
            List<Admit.InlineDevice> inline) {
        this.id = id;
        this.user = user;
        this.caller = caller;
        this.category = category;
        this.moment = moment;
        this.acceptedAt = acceptedAt;
        this.inline = inline;
    }

    /// Some have none; the same send has always the same.
    @Nullable
    String campaign() {
        int kind = Math.floorMod(id.hashCode(), 3);
        return kind == 0 ? null : "campaign-" + kind;
    }

    /// Some have none; the same send has always the same.
    @Nullable
    ModelTemplate template() {
        int kind = Math.floorMod(id.hashCode() / 3, 12);
        return kind < ModelTemplate.ALL.size() ? ModelTemplate.ALL.get(kind) : null;
    }

    void lookAt(Instant at) {
        ownTime = at;
        lookAt = at;
    }

    /// It waits or is ready: no lane has it.
    boolean isParked() {
        return state == State.WAITING || state == State.READY;
    }

    boolean any(String outcome) {
        return deliveries.stream().anyMatch(d -> d.outcome.equals(outcome));
    }

    /// Nobody can say that no device has shown it.
    boolean maybeSeen() {
        return takenOver || any("accepted") || any("unconfirmed");
    }

    /// Its terminal state, when nothing is known to have been shown: `otherwise`.
    String stateOr(String otherwise) {
        if (any("accepted")) return "accepted";
        return any("unconfirmed") ? "unconfirmed" : otherwise;
    }

    /// As a lane ends it.
    String terminalState() {
        boolean pending = deliveries.stream().anyMatch(d -> !FINAL.contains(d.outcome));
        return stateOr(pending ? "expired" : "rejected");
    }

    Admit.Request request(Admit.@Nullable Idempotency key) {
        var template = template();
        return new Admit.Request(
                id,
                user,
                caller,
                key,
                category,
                campaign(),
                null,
                null,
                Buffer.buffer(template == null ? "{}" : ""),
                moment,
                inline,
                Long.MAX_VALUE,
                template == null ? null : template.worded(),
                null);
    }
}

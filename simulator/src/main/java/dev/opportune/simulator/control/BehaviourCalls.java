package dev.opportune.simulator.control;

import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.behaviour.Reason;
import dev.opportune.simulator.record.Provider;
import java.time.Duration;

/// The calls that script the providers: each reads its fields, and does what the method of [Behaviour] does.
final class BehaviourCalls {

    private final Behaviour behaviour;

    BehaviourCalls(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /// `{"provider","fixed"}` or `{"provider","p50","p99"}`.
    void latency(Call call) throws BadRequest {
        Fields fields = Fields.parse(call.body());
        Provider provider = provider(fields);
        Duration fixed = fields.durationOrNull("fixed");
        Duration p50 = fields.durationOrNull("p50");
        Duration p99 = fields.durationOrNull("p99");
        fields.requireNoOthers();
        if (fixed != null && p50 == null && p99 == null) {
            behaviour.latency(provider, Latency.fixed(fixed));
        } else if (fixed == null && p50 != null && p99 != null) {
            behaviour.latency(provider, Latency.logNormal(p50, p99));
        } else {
            throw new BadRequest("latency: (expected: either fixed, or p50 and p99)");
        }
    }

    /// `{"reason","times","retry_after","since"}`; `times` left out is forever.
    void refuse(Call call, String deviceToken) throws BadRequest {
        Fields fields = Fields.parse(call.body());
        DeviceRefusal refusal = new DeviceRefusal(
                Reason.ofWireName(fields.text("reason")),
                fields.whole("times", DeviceRefusal.FOREVER),
                fields.durationOrNull("retry_after"),
                fields.instantOrNull("since"));
        fields.requireNoOthers();
        behaviour.refuse(deviceToken, refusal);
    }

    void accept(String deviceToken) throws BadRequest {
        if (!behaviour.accept(deviceToken)) {
            throw new BadRequest(404, "device_token: " + deviceToken + " (expected: one that is scripted)");
        }
    }

    /// `{"provider","fault","times"}`; `times` left out is once.
    void fail(Call call) throws BadRequest {
        Fields fields = Fields.parse(call.body());
        Provider provider = provider(fields);
        Fault fault = Fault.ofWireName(fields.text("fault"));
        int times = fields.whole("times", 1);
        fields.requireNoOthers();
        behaviour.fail(provider, fault, times);
    }

    /// `{"provider","for"}`; `for` left out is until it is unfrozen.
    void freeze(Call call) throws BadRequest {
        Fields fields = Fields.parse(call.body());
        Provider provider = provider(fields);
        Duration length = fields.durationOrNull("for");
        fields.requireNoOthers();
        if (length == null) {
            behaviour.freeze(provider);
        } else {
            behaviour.freeze(provider, length);
        }
    }

    void unfreeze(Call call) throws BadRequest {
        behaviour.unfreeze(providerAlone(call));
    }

    /// `{"provider","reason"}`; `reason` left out is `Shutdown`.
    void goAway(Call call) throws BadRequest {
        Fields fields = Fields.parse(call.body());
        Provider provider = provider(fields);
        String reason = fields.textOrNull("reason");
        fields.requireNoOthers();
        behaviour.goAway(provider, reason == null ? "Shutdown" : reason);
    }

    void reset(Call call) throws BadRequest {
        behaviour.reset(providerAlone(call));
    }

    void normal() {
        behaviour.normal();
    }

    private static Provider providerAlone(Call call) throws BadRequest {
        Fields fields = Fields.parse(call.body());
        Provider provider = provider(fields);
        fields.requireNoOthers();
        return provider;
    }

    private static Provider provider(Fields fields) throws BadRequest {
        return Provider.ofWireName(fields.text("provider"));
    }
}

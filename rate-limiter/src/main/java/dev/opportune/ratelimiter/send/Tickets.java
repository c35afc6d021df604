package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.redis.Packed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What scripts are told of experiments (`enrolments.lua`), made once for each policy. Confined to a lane.
final class Tickets {

    private static final int BYTES = 11;

    private @Nullable Policy policy;
    private final Map<String, byte[]> knownBy = new HashMap<>();
    private byte[] running = {};

    /// What the experiments that run are known by, one after another.
    @SuppressWarnings("ReferenceEquality") // a reloaded policy is another object; comparing all of it costs more
    byte[] running(Policy policy) {
        if (this.policy != policy) {
            var all = new ByteArrayOutputStream();
            knownBy.clear();
            for (var experiment : policy.experiments().values()) {
                if (!experiment.isRunning()) continue;
                knownBy.put(experiment.name(), experiment.knownBy());
                all.writeBytes(experiment.knownBy());
            }
            running = all.toByteArray();
            this.policy = policy;
        }
        return running;
    }

    /// Behind what is packed of a send: its ticket, and what runs. Nothing of one that is of no experiment that runs.
    void write(@Nullable Trial trial, Policy policy, Measuring measuring, Packed to) {
        if (!isAsked(trial, policy)) return;
        to.put(ticket(Objects.requireNonNull(trial), measuring)).put(running(policy));
    }

    /// Whether a send is of an experiment that runs, as it was when the send came in.
    boolean isAsked(@Nullable Trial trial, Policy policy) {
        if (trial == null) return false;
        var experiment = trial.experiment();
        var _ = running(policy);
        return knownBy.containsKey(experiment.name())
                && experiment.equals(policy.experiments().get(experiment.name()));
    }

    private byte[] ticket(Trial trial, Measuring measuring) {
        var experiment = trial.experiment();
        return ByteBuffer.allocate(BYTES)
                .put(knownBy(experiment))
                .putInt((int) measuring.labelOf(experiment, trial.assigned()))
                .put((byte) trial.assigned())
                .put((byte) trial.given())
                .put((byte) (experiment.holdoutCounts() ? 1 : 0))
                .array();
    }

    private byte[] knownBy(Experiment experiment) {
        return Objects.requireNonNull(knownBy.get(experiment.name()), "it runs");
    }
}

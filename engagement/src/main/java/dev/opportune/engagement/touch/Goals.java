package dev.opportune.engagement.touch;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Goal;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which experiments have what as their goal, as scripts are told it: what each is known by, and for how many seconds
/// after a user's entry it counts (`enrolments.reach`). Those that are stopped, too: who entered before may still do
/// it.
/// Made once for each policy. Confined to the lane.
final class Goals {

    private static final int ONE_BYTES = 8;
    private static final byte[] NOBODYS = {};

    private final Supplier<Policy> policies;
    private @Nullable Policy policy;
    private Map<Goal, byte[]> byGoal = Map.of();

    Goals(Supplier<Policy> policies) {
        this.policies = policies;
    }

    @SuppressWarnings("ReferenceEquality") // a reloaded policy is another object; comparing all of it costs more
    byte[] of(Goal goal) {
        var present = policies.get();
        if (policy != present) {
            byGoal = packed(List.copyOf(present.experiments().values()));
            policy = present;
        }
        return byGoal.getOrDefault(goal, NOBODYS);
    }

    private static Map<Goal, byte[]> packed(List<Experiment> experiments) {
        var byGoal = new HashMap<Goal, byte[]>();
        for (var experiment : experiments) {
            byGoal.merge(
                    experiment.goal(),
                    one(experiment),
                    (some, more) -> ByteBuffer.allocate(some.length + more.length)
                            .put(some)
                            .put(more)
                            .array());
        }
        return byGoal;
    }

    private static byte[] one(Experiment experiment) {
        return ByteBuffer.allocate(ONE_BYTES)
                .put(experiment.knownBy())
                .putInt(Math.toIntExact(experiment.goalWindow().toSeconds()))
                .array();
    }
}

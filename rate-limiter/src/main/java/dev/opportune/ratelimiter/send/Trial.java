package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.experiment.Experiment;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// What makes a send one of an experiment: the content of each arm, of which one alone is kept.
///
/// @param assigned the place of the arm that is the user's who has not entered yet, which may be the hold-out
/// @param given the place of the arm whose content the send has
/// @param contents by the places of arms, each the JSON text
public record Trial(Experiment experiment, int assigned, int given, List<Buffer> contents) {

    /// The trial of a user.
    public static Trial of(Experiment experiment, String user, List<Buffer> contents) {
        return new Trial(experiment, experiment.assigned(user), experiment.given(user), contents);
    }

    /// The name of the arm whose content the send has.
    public String arm() {
        return experiment.armAt(given);
    }

    Buffer content() {
        return contents.get(given);
    }

    Trial inArm(int arm) {
        return new Trial(experiment, assigned, arm, contents);
    }
}

package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.experiment.Experiment;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What makes a send one of an experiment: what each arm says, of which one alone is kept.
///
/// @param assigned the place of the arm that is the user's who has not entered yet, which may be the hold-out
/// @param given the place of the arm whose words the send has
/// @param variants by the places of arms
public record Trial(Experiment experiment, int assigned, int given, List<Variant> variants) {

    /// What one arm says.
    ///
    /// @param content the JSON text; empty with a template
    /// @param template null: it brings its content
    public record Variant(Buffer content, @Nullable Worded template) {}

    /// The trial of a user.
    public static Trial of(Experiment experiment, String user, List<Variant> variants) {
        return new Trial(experiment, experiment.assigned(user), experiment.given(user), variants);
    }

    /// The name of the arm whose words the send has.
    public String arm() {
        return experiment.armAt(given);
    }

    Variant variant() {
        return variants.get(given);
    }

    Trial inArm(int arm) {
        return new Trial(experiment, assigned, arm, variants);
    }
}

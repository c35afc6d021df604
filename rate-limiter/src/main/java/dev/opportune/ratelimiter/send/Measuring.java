package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Experiment;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/// What sends are counted under, where it is measured what becomes of them. Confined to the lane.
public interface Measuring {

    /// The number of the label that a send counts under; 0: that of all labels without a number. Waits for nothing.
    long labelOf(Admit.Request send, Policy.Category category);

    /// The same of a send with a template, in this of the template's locales.
    ///
    /// @param locale null: it is not known yet
    default long labelOf(Admit.Request send, Policy.Category category, @Nullable String locale) {
        return labelOf(send, category);
    }
    /// The number of the label of those who enter an arm of an experiment now; 0: none is known here yet.
    long labelOf(Experiment experiment, int arm);

    /// Waits until the numbers of an experiment's labels are known: only the first send of it in a lane does.
    Future<Void> know(Experiment experiment);

    /// How many touches a user keeps: 1 to [#MOST_TOUCHES].
    int touches();

    int MOST_TOUCHES = 32;
}

package dev.opportune.gateway.lane;

import dev.opportune.ratelimiter.Policy;
import java.util.ArrayList;
import java.util.List;

/// Whether a policy may follow another while experiments run: only weights change in place. Who entered by other arms,
/// another hold-out, goal or window would be compared with those who enter now.
final class ExperimentChange {

    private ExperimentChange() {}

    /// What speaks against it; nothing: it may.
    static List<String> problems(Policy before, Policy next) {
        var problems = new ArrayList<String>();
        before.experiments().forEach((name, old) -> {
            var changed = next.experiments().get(name);
            if (changed == null) return;
            old.needsNewSalt(changed)
                    .ifPresent(
                            key -> problems.add(
                                    "experiments." + name + "." + key
                                            + ": changed while it runs (expected: a new salt with it, which begins the experiment anew)"));
        });
        return problems;
    }
}

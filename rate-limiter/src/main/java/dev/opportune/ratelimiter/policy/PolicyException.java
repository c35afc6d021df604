package dev.opportune.ratelimiter.policy;

import dev.opportune.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// A policy file that is refused whole, with everything that is wrong with it.
public final class PolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    PolicyException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// At least one, in the order in which they were found; at most [Problems#MOST] and a last one that counts
    /// the rest.
    public List<Problem> problems() {
        return problems;
    }
}

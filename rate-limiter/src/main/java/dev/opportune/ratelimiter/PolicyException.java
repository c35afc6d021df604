package dev.opportune.ratelimiter;

import java.util.List;
import java.util.stream.Collectors;

/// A policy file that is refused whole, with everything that is wrong with it.
public final class PolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<PolicyProblem> problems;

    PolicyException(List<PolicyProblem> problems) {
        super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// At least one, in the order in which they were found; at most [PolicyFile#MAX_PROBLEMS] and a last one that
    /// counts the rest.
    public List<PolicyProblem> problems() {
        return problems;
    }
}

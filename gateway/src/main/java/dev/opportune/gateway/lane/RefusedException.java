package dev.opportune.gateway.lane;

import java.util.List;

/// A file of the operator's is of no use: all that is wrong with it, at least one sentence.
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public RefusedException(List<String> problems) {
        super(String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}

package dev.opportune.templates;

import dev.opportune.yaml.Problem;
import java.util.List;

/// A folder of templates is of no use. It is refused whole.
public final class TemplatesException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// @param problems not empty
    TemplatesException(List<Problem> problems) {
        super(problems.getFirst() + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : ""));
        this.problems = List.copyOf(problems);
    }

    /// All that is wrong, by file, line and key; at least one.
    public List<Problem> problems() {
        return problems;
    }
}

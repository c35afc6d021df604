package dev.opportune.simulator.scenario;

import dev.opportune.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// A scenario is not as it should be. The message has a line for each problem: `file:line: key: value (expected: …)`.
public final class ScenarioException extends Exception {

    private static final long serialVersionUID = 1L;

    ScenarioException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
}

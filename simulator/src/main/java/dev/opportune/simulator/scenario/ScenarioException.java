package dev.opportune.simulator.scenario;

import java.util.List;

/// A scenario is not as it should be. The message has a line for each problem: `file:line: key: value (expected: …)`.
public final class ScenarioException extends Exception {

    private static final long serialVersionUID = 1L;

    ScenarioException(List<String> problems) {
        super(String.join("\n", problems));
    }

    ScenarioException(String problem, Exception cause) {
        super(problem, cause);
    }
}

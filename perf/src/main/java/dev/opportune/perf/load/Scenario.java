package dev.opportune.perf.load;

import java.io.IOException;

/// One kind of load, and what is promised under it.
public interface Scenario {

    /// Runs it; what it promises it tells the run.
    void run(LoadRun run) throws IOException, InterruptedException;
}

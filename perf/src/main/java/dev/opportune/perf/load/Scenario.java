package dev.opportune.perf.load;

import java.io.IOException;

/// One kind of load, and what is promised under it.
interface Scenario {

    /// Runs it; what it asserts it tells the run.
    void run(LoadRun run) throws IOException, InterruptedException;
}

package dev.opportune.perf.attack;

import java.io.IOException;

/// One thing that somebody may do to a gateway, of which its other callers must notice nothing.
public interface Attack {

    /// As `--only` says it.
    String name();

    /// What is done, in a few words.
    String what();

    /// What the gateway is started with for it.
    default Ground ground() {
        return Ground.PLAIN;
    }

    /// Does it, at the pace that it is meant to have, and ends by itself when [Target#isOver].
    void run(Target target) throws IOException, InterruptedException;
}

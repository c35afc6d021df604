package dev.opportune.benchmarks.decisions;

import java.util.concurrent.CompletionStage;

/// Decides whether one more send to a user may go.
interface Limiter extends AutoCloseable {

    String title();

    /// Runs it where the limiter is best called from.
    void run(Runnable action);

    /// Whether it may go; counts it if so.
    CompletionStage<Boolean> ask(String user);

    @Override
    void close();
}

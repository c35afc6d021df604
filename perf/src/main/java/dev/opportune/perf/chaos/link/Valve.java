package dev.opportune.perf.chaos.link;

/// Lets through what comes while it is open. For any number of threads.
final class Valve {

    private boolean open = true;

    synchronized void open() {
        open = true;
        notifyAll();
    }

    synchronized void close() {
        open = false;
    }

    /// Waits until it is open.
    synchronized void pass() throws InterruptedException {
        while (!open) wait();
    }
}

package dev.opportune.gateway;

import dev.opportune.gateway.log.Logs;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGTERM and Ctrl-C: the first has the process end in order, by its shutdown hook; the second ends it at once.
final class Termination {

    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    /// As shells tell that a signal ended a process.
    private static final int BY_SIGNAL = 128;

    private static final int INT = 2;
    private static final int TERM = 15;

    private final AtomicBoolean told = new AtomicBoolean();

    private Termination() {}

    static void handle() {
        var termination = new Termination();
        Signals.handle("TERM", () -> termination.hear("SIGTERM", BY_SIGNAL + TERM));
        Signals.handle("INT", () -> termination.hear("SIGINT", BY_SIGNAL + INT));
    }

    /// On a thread of its own, which waits for the hook.
    private void hear(String signal, int exitCode) {
        if (told.compareAndSet(false, true)) {
            LOG.info("{}: the gateway ends", signal);
            System.exit(exitCode);
        }
        LOG.warn("{} once more: the gateway ends at once; what it held is taken over when its leases run out", signal);
        Logs.end();
        Runtime.getRuntime().halt(exitCode);
    }
}

package dev.opportune.gateway;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was started, to be stopped in reverse order, once. A thing that is added after that is stopped at once. May be
/// used by the main thread and the shutdown hook.
public final class Undo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

    private final ArrayDeque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed;

    /// Keeps it to be stopped, and gives it back.
    public synchronized <T extends AutoCloseable> T later(T thing) {
        if (closed) {
            stop(thing);
        } else {
            started.push(thing);
        }
        return thing;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!started.isEmpty()) stop(started.pop());
    }

    /// What cannot be stopped must not keep the rest running.
    private static void stop(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.warn("{} did not stop", thing.getClass().getSimpleName(), e);
        }
    }
}

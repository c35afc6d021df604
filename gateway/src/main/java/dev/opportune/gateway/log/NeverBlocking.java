package dev.opportune.gateway.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/// Hands events to a thread that writes them. When whoever reads the log stands still and the queue is full, events are
/// dropped and counted: a lane never waits for a reader of its log. Thread-safe; `logback.xml` makes it.
public final class NeverBlocking extends AsyncAppender {

    private final LongAdder dropped = new LongAdder();

    public NeverBlocking() {
        setNeverBlock(true);
        // Else it would drop INFO when the queue is four fifths full, uncounted.
        setDiscardingThreshold(0);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) dropped.increment();
        else super.append(event);
    }

    /// Events that were dropped since the start.
    long dropped() {
        return dropped.sum();
    }
}

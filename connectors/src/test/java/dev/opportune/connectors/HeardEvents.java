package dev.opportune.connectors;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what a connector told of its connections, in order.
public final class HeardEvents implements ConnectorListener {

    private final List<String> events = new CopyOnWriteArrayList<>();

    public List<String> all() {
        return List.copyOf(events);
    }

    @Override
    public void opened() {
        events.add("opened");
    }

    @Override
    public void couldNotOpen() {
        events.add("could not open");
    }

    @Override
    public void goAway() {
        events.add("goaway");
    }

    @Override
    public void ended() {
        events.add("ended");
    }
}

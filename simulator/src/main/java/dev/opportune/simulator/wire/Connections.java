package dev.opportune.simulator.wire;

import dev.opportune.simulator.behaviour.ConnectionControl;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// A provider's open connections, at most so many; further ones are closed as they come.
public final class Connections implements ConnectionControl {

    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private final Map<Channel, ClientConnection> open = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final int largest;

    public Connections(int largest) {
        this.largest = largest;
    }

    @Override
    public void goAway(String reason) {
        onEach(connection -> connection.goAway(reason));
    }

    @Override
    public void goAway(String reason, int unhandled) {
        onEach(connection -> connection.goAway(reason, unhandled));
    }

    @Override
    public void reset() {
        onEach(ClientConnection::reset);
    }

    @Override
    public void scriptChanged() {
        onEach(ClientConnection::scriptChanged);
    }

    @Override
    public void thaw() {
        onEach(ClientConnection::thaw);
    }

    int count() {
        return open.size();
    }

    long refused() {
        return refused.sum();
    }

    int openStreams() {
        return open.values().stream().mapToInt(ClientConnection::openStreams).sum();
    }

    /// False when there is no room: the channel is closed.
    boolean add(Channel channel, ClientConnection connection) {
        if (open.size() >= largest) {
            refused.increment();
            Writes.logFailure(channel.close());
            return false;
        }
        open.put(channel, connection);
        var _ = channel.closeFuture().addListener(closed -> open.remove(channel));
        return true;
    }

    /// Waits until all have done it, so that what a test does next finds it done; but an event loop must not wait for
    /// another one.
    private void onEach(Consumer<ClientConnection> action) {
        List<Future<?>> done = new ArrayList<>();
        open.forEach((channel, connection) -> done.add(channel.eventLoop().submit(() -> action.accept(connection))));
        done.forEach(Writes::logFailure);
        if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
            done.forEach(each -> each.awaitUninterruptibly(LONGEST_WAIT_MILLIS));
        }
    }
}

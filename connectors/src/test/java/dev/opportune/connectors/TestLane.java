package dev.opportune.connectors;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.Provider.Lane;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// A Vert.x of one event loop, whose group is one that Pushy takes; and the way onto that loop.
public final class TestLane implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final OneLoop transport = new OneLoop();
    private final Vertx vertx =
            Vertx.builder().withTransport(new OneLoopTransport(transport)).build();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();

    public Lane lane() {
        return new Lane(vertx, context, transport.loop, Quotas.UNBOUNDED, InstantSource.system());
    }

    public ContextInternal context() {
        return context;
    }

    /// Runs it on the lane, waits, and gives its result.
    @CanIgnoreReturnValue
    public <T> T call(Callable<T> task) {
        var result = new CompletableFuture<T>();
        context.runOnContext(_ -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /// The same for what completes later.
    @CanIgnoreReturnValue
    public <T> T await(Callable<Future<T>> task) {
        return call(task)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /// Stops the lane's thread until then, as SIGSTOP would, while something else happens.
    public void stopUntil(Instant instant, Runnable meanwhile) {
        call(() -> {
            meanwhile.run();
            Thread.sleep(Math.max(0, Duration.between(Instant.now(), instant).toMillis()));
            return null;
        });
    }

    /// Waits until the connector has room.
    public void awaitRoom(Connector connector) {
        var room = new CompletableFuture<Void>();
        call(() -> {
            if (connector.room(Standing.PROVEN) > 0) {
                room.complete(null);
            } else {
                connector.whenRoom(() -> room.complete(null));
            }
            return null;
        });
        room.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static final class OneLoop extends NioTransport {

        private EventLoopGroup loop;

        @Override
        @SuppressWarnings("deprecation") // Pushy knows groups by the names of these classes
        public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
            EventLoopGroup group = new NioEventLoopGroup(1, factory);
            if (type == IO_EVENT_LOOP_GROUP) loop = group;
            return group;
        }

        @Override
        public io.netty.channel.IoHandlerFactory ioHandlerFactory() {
            return NioIoHandler.newFactory();
        }
    }

    private record OneLoopTransport(OneLoop implementation) implements Transport {
        @Override
        public String name() {
            return "one-loop";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public Throwable unavailabilityCause() {
            return null;
        }
    }
}

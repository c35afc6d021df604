package dev.opportune.gateway.lane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A group of groups of one thread each. Vert.x spreads its contexts over all of them; a lane finds its own small group
/// as the parent of its context's event loop, and gives that to Lettuce and Pushy, whose work then stays on its thread.
final class LaneLoops extends AbstractEventExecutorGroup implements EventLoopGroup {

    private final List<EventLoopGroup> loops;
    private final AtomicInteger turn = new AtomicInteger();
    private final Promise<Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);

    LaneLoops(int threads, Supplier<EventLoopGroup> single) {
        this.loops = IntStream.range(0, threads).mapToObj(_ -> single.get()).toList();
        var left = new AtomicInteger(threads);
        for (var loop : loops) {
            var _ = loop.terminationFuture().addListener(_ -> {
                if (left.decrementAndGet() == 0) terminated.setSuccess(null);
            });
        }
    }

    @Override
    public EventLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size())).next();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Deprecated
    @Override
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return loops.stream().map(loop -> loop.iterator().next()).iterator();
    }

    @Override
    public boolean isShuttingDown() {
        return all(EventLoopGroup::isShuttingDown);
    }

    @Override
    public boolean isShutdown() {
        return all(EventLoopGroup::isShutdown);
    }

    @Override
    public boolean isTerminated() {
        return all(EventLoopGroup::isTerminated);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        for (var loop : loops) {
            var _ = loop.shutdownGracefully(quietPeriod, timeout, unit);
        }
        return terminated;
    }

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    @Deprecated
    @Override
    public void shutdown() {
        loops.forEach(EventLoopGroup::shutdown);
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    private boolean all(Predicate<EventLoopGroup> test) {
        return loops.stream().allMatch(test);
    }
}

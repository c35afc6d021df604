package dev.opportune.benchmarks.routing;

import com.sun.management.ThreadMXBean;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.Listening;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A server with one way of routing on an event loop of its own, and a client that keeps it busy.
final class Side {

    static final String HOST = "127.0.0.1";
    private static final int AT_ONCE = 64;
    private static final double NANOS_A_MICRO = 1000;
    private static final long PATIENCE_SECONDS = 120;

    final Routing routing;
    final List<Cost> costs = new ArrayList<>();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Vertx inside = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Vertx outside = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final RequestOptions request;
    private final Buffer body;
    private final HttpClient client;
    private final long serverThread;

    /// @param template of the route that the requests are for
    Side(Routing routing, String template, RequestOptions request, Buffer body) {
        this.routing = routing;
        this.request = request;
        this.body = body;
        Promise<Long> thread = Promise.promise();
        inside.runOnContext(_ -> thread.complete(Thread.currentThread().threadId()));
        serverThread = await(thread.future());
        int port = await(GatewayServer.listen(inside, Listening.on(HOST, 0), routing.router(inside, template)))
                .port();
        client = outside.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(HOST)
                .setDefaultPort(port));
    }

    /// What the server's thread spent on a request, its HTTP/2 included and the client's part not.
    record Cost(double cpuMicros, double bytes) {}

    Cost measure(int requests) {
        long cpuNanos = threads.getThreadCpuTime(serverThread);
        long bytes = threads.getThreadAllocatedBytes(serverThread);
        for (int left = requests; left > 0; left -= AT_ONCE) {
            var answers = Stream.generate(this::send).limit(AT_ONCE).toList();
            var _ = await(Future.all(answers));
        }
        int sent = Math.ceilDiv(requests, AT_ONCE) * AT_ONCE;
        return new Cost(
                (threads.getThreadCpuTime(serverThread) - cpuNanos) / NANOS_A_MICRO / sent,
                (double) (threads.getThreadAllocatedBytes(serverThread) - bytes) / sent);
    }

    private Future<Buffer> send() {
        return client.request(request)
                .compose(it -> it.send(body))
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? answer.body()
                        : Future.failedFuture("answered with " + answer.statusCode()));
    }

    void close() {
        var _ = await(outside.close());
        var _ = await(inside.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " s", e);
        }
    }
}

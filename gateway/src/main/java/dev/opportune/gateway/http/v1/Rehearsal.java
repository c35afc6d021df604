package dev.opportune.gateway.http.v1;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.GatewayRouter;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.HttpMetrics;
import dev.opportune.gateway.http.Listening;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Before a gateway is ready it goes the way of a send itself, again and again, so that its first callers do not
/// meet code that has never run: over HTTP to a port of its own on loopback, with a key that nobody else is told,
/// through all that reads, refuses, measures payloads and answers, and to Redis. Dry runs: nothing is left in Redis
/// and nothing is pushed. One rehearsal at a time, on the event loop of a lane.
public final class Rehearsal {

    /// It ends after this, however little was done: on a slow machine that is enough to begin with.
    public static final Duration AT_MOST = Duration.ofSeconds(2);

    /// It ends after so many, too: a machine that is this fast needs no more.
    private static final int SENDS = 3_000;

    private static final int AT_A_TIME = 16;

    /// Until the last ones are answered or given up.
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String LOOPBACK = "127.0.0.1";

    /// Payloads are measured from a certain length on.
    private static final String LONG_BODY = "while it pours, in your shop around the corner; ".repeat(40);

    private final HttpClient client;
    private final RequestOptions request;
    private final Buffer[] bodies;
    private final long endsNanos = System.nanoTime() + AT_MOST.toNanos();
    private int begun;
    private int decided;

    private Rehearsal(HttpClient client, RequestOptions request, Buffer... bodies) {
        this.client = client;
        this.request = request;
        this.bodies = bodies;
    }

    /// Completes when it is over, with how many sends were decided: also when there was nothing to rehearse
    /// with. Called on the lane's event loop; never fails.
    public static Future<Integer> of(Vertx vertx, Contract contract) {
        var category = contract.policy().get().categories().keySet().stream().findFirst();
        if (category.isEmpty()) return Future.succeededFuture(0);
        String key = key();
        var caller = new Caller("rehearsal", Authenticator.sha256(key), Set.of(Scope.SENDS_WRITE), null);
        var router = new GatewayRouter(
                vertx,
                Authenticator.of(Set.of(caller)),
                contract.sendRoutes(),
                new HttpMetrics(new SimpleMeterRegistry()));
        var client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(AT_A_TIME));
        return GatewayServer.listen(vertx, Listening.on(LOOPBACK, 0), router)
                .compose(server -> {
                    var rehearsal = new Rehearsal(
                            client,
                            request(server.port(), key),
                            body(category.get(), "Raincoats, one hour only"),
                            body(category.get(), LONG_BODY));
                    return rehearsal
                            .run()
                            .timeout(AT_MOST.plus(LAST_ANSWERS).toMillis(), TimeUnit.MILLISECONDS)
                            .map(_ -> rehearsal.decided)
                            .eventually(client::close)
                            .eventually(server::close);
                })
                .onSuccess(sends -> LOG.info("rehearsed {} sends", sends))
                .otherwise(failure -> {
                    LOG.info("the rehearsal of sends ended early: {}", failure.getMessage());
                    return 0;
                });
    }

    private Future<?> run() {
        return Future.join(Stream.generate(this::next).limit(AT_A_TIME).toList());
    }

    /// One send after the other; one that is not decided is the last.
    private Future<Void> next() {
        if (begun >= SENDS || System.nanoTime() - endsNanos > 0) return Future.succeededFuture();
        var body = bodies[begun++ % bodies.length];
        return client.request(request)
                .compose(it -> it.send(body))
                .compose(answer -> answer.body().map(_ -> answer.statusCode()))
                .compose(status -> {
                    if (status != 200) return Future.succeededFuture();
                    decided++;
                    return next();
                });
    }

    private static RequestOptions request(int port, String key) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(LOOPBACK)
                .setPort(port)
                .setURI("/v1/sends?dry_run=true")
                .putHeader("Authorization", "Bearer " + key)
                .putHeader("Content-Type", "application/json");
    }

    private static Buffer body(String category, String text) {
        return Buffer.buffer("""
                {"user":"rehearsal","category":"%s","campaign":"rehearsal","idempotency_key":"rehearsal","ref":"7",\
                "content":{"title":"Raincoats, one hour only","body":"%s","action":{"label":"Shop now",\
                "link":"shop://sale/raincoats"},"sound":"default","data":{"sku":"R-7"}}}""".formatted(category, text));
    }

    private static String key() {
        var key = new byte[24];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }
}

package dev.opportune.perf;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// *Steady*: sends arrive at a rate, whatever the answers do (an open model), for a while.
///
/// Properties: `opportune.url`, `opportune.key` (else `OPPORTUNE_KEY` of the environment), `opportune.rate` (sends a
/// second), `opportune.duration` (seconds),
/// `opportune.ramp` (seconds of warm-up before, recorded like the rest), `opportune.users`, `opportune.told` (the file
/// for the ledger).
public final class SteadySimulation extends Simulation {

    private static final String URL = System.getProperty("opportune.url", "http://127.0.0.1:8080");
    private static final String KEY =
            System.getProperty("opportune.key", System.getenv().getOrDefault("OPPORTUNE_KEY", ""));
    private static final int RATE = Integer.getInteger("opportune.rate", 200);
    private static final int SECONDS = Integer.getInteger("opportune.duration", 30);
    private static final int RAMP_SECONDS = Integer.getInteger("opportune.ramp", 5);
    private static final int USERS = Integer.getInteger("opportune.users", 10_000);
    private static final Path TOLD = Path.of(System.getProperty("opportune.told", "target/steady/told"));

    private final Workload workload = new Workload(USERS, Long.toString(System.currentTimeMillis(), 36));
    private final TellLog told = TellLog.create(TOLD);
    private final AtomicLong number = new AtomicLong();

    public SteadySimulation() {
        var arrivals = scenario("steady").exec(this::next).exec(request()).exec(this::record);
        var protocol = http.baseUrl(URL)
                .shareConnections()
                .disableWarmUp()
                .authorizationHeader("Bearer " + KEY)
                .contentTypeHeader("application/json");
        var _ = setUp(arrivals.injectOpen(
                        rampUsersPerSec(Math.max(1, RATE / 10)).to(RATE).during(Duration.ofSeconds(RAMP_SECONDS)),
                        constantUsersPerSec(RATE).during(Duration.ofSeconds(SECONDS))))
                .protocols(protocol)
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void before() {
        try {
            Seeding.seed(URL, KEY, workload.imports(Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void after() {
        told.close();
        var cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        try {
            Files.writeString(TOLD.resolveSibling("generator-cpu-ms"), Long.toString(cpu.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Session next(Session session) {
        var send = workload.send(number.getAndIncrement());
        return session.set("send", send).set("bad", send.kind() == Workload.Kind.BAD);
    }

    private static ChainBuilder request() {
        return doIfOrElse(session -> session.getBoolean("bad"))
                .then(post("bad").check(status().in(400, 422)))
                .orElse(post("send").check(status().in(200, 202)));
    }

    private static HttpRequestActionBuilder post(String name) {
        return http(name)
                .post("/v1/sends")
                .body(StringBody(session -> sendOf(session).body()))
                .check(
                        status().saveAs("status"),
                        bodyString().saveAs("answer"),
                        header("Idempotency-Replayed").optional().saveAs("replayed"));
    }

    private Session record(Session session) {
        String key = sendOf(session).key();
        told.add(
                session.contains("answer")
                        ? Told.answer(
                                key,
                                session.getInt("status"),
                                session.getString("answer"),
                                session.contains("replayed"))
                        : Told.nothing(key));
        return session;
    }

    private static Workload.Send sendOf(Session session) {
        return session.<Workload.Send>get("send");
    }
}

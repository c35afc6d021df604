package dev.opportune.simulator.control;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.opportune.simulator.record.PushLog;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control port: HTTP/1.1 without TLS, for loopback alone. At most [#THREADS] calls run at a time, others wait.
///
/// What a caller got wrong is answered with its status and `{"error": "field: value (expected: …)"}`.
public final class ControlServer implements AutoCloseable {

    static final int THREADS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("control-", 0).daemon().factory());
    private final ControlCalls calls;
    private final PushLog pushes;

    private ControlServer(HttpServer server, ControlCalls calls, PushLog pushes) {
        this.server = server;
        this.calls = calls;
        this.pushes = pushes;
        server.setExecutor(threads);
        var _ = server.createContext("/", this::serve);
    }

    /// Listens; port 0 finds a free one.
    ///
    /// @throws UncheckedIOException when the port is taken
    public static ControlServer start(InetSocketAddress address, ControlCalls calls, PushLog pushes) {
        try {
            var control = new ControlServer(HttpServer.create(address, 0), calls, pushes);
            control.server.start();
            return control;
        } catch (IOException e) {
            throw new UncheckedIOException("control port " + address + " cannot be listened on", e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                reply(exchange, calls.answer(Call.read(exchange)));
            } catch (BadRequest e) {
                error(exchange, e.status(), e);
            } catch (IllegalArgumentException e) {
                error(exchange, 400, e);
            } catch (IllegalStateException e) {
                error(exchange, 507, e); // a bound of the simulator's is reached
            } catch (RuntimeException e) {
                LOG.error("a call of the control port failed", e);
                error(exchange, 500, e);
            }
        }
    }

    private void reply(HttpExchange exchange, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Done() -> exchange.sendResponseHeaders(204, -1);
            case Reply.Json(var body) -> send(exchange, 200, body.toString());
            case Reply.Lines(var all) -> lines(exchange, all::forEach);
            case Reply.Pushes(var query) -> lines(exchange, to -> pushes.readLines(query, to));
        }
    }

    private static void lines(HttpExchange exchange, Consumer<Consumer<String>> source) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        try (Writer lines =
                new BufferedWriter(new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8))) {
            source.accept(line -> write(lines, line));
        }
    }

    private static void write(Writer lines, String line) {
        try {
            lines.append(line).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has gone", e);
        }
    }

    private static void error(HttpExchange exchange, int status, Exception cause) throws IOException {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        send(exchange, status, JSON.createObjectNode().put("error", message).toString());
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}

package dev.opportune.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallerRate;
import dev.opportune.gateway.config.Grant;
import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.gateway.http.events.EventMetrics;
import dev.opportune.gateway.http.guard.Guard;
import dev.opportune.gateway.http.v1.Contract;
import dev.opportune.gateway.lane.Gateway;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The HTTP surface on a port of its own, over fakes of what lies behind. Its client fails when an exchange is not as
/// the OpenAPI document says.
///
/// For the tests of a class in a static field with `@RegisterExtension`: the fakes forget everything before each test.
public final class RunningGateway implements AutoCloseable, BeforeEachCallback, AfterAllCallback {

    static final List<Caller> CALLERS = List.of(
            caller("shop", "full-key", EnumSet.allOf(Scope.class)),
            caller("sender", "sends-key", Set.of(Scope.SENDS_WRITE)),
            caller("reader", "reader-key", Set.of(Scope.SENDS_READ, Scope.USERS_READ, Scope.EVENTS_READ)),
            caller("loader", "loader-key", Set.of(Scope.USERS_WRITE)),
            new Caller("slow", Authenticator.sha256("slow-key"), Set.of(Scope.USERS_WRITE), new CallerRate(20, 5)),
            caller("other", "other-key", Set.of(Scope.SENDS_WRITE, Scope.SENDS_READ, Scope.EVENTS_READ)),
            narrowed(
                    "orders",
                    "orders-key",
                    "sends:write:category=order-*:campaign=spring-*",
                    "sends:write:app=shop-ios"),
            narrowed("watch", "watch-key", "sends:read:all:category=flash-*", "sends:write:all", "events:read:all"));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public final RecordingSends sends = new RecordingSends();
    public final InMemoryUsers users = new InMemoryUsers();
    public final InMemoryEvents events = new InMemoryEvents();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Stopping stopping = new Stopping();
    private final Vertx vertx = Gateway.vertx(2);
    private final Context lane = vertx.getOrCreateContext();
    private final Guard guard;
    private final GatewayServer server;
    private final HttpClient client = CheckingHttpClient.ofCallers(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());

    public RunningGateway() {
        this(Authenticator.of(CALLERS));
    }

    public RunningGateway(Authenticator authenticator) {
        this(authenticator, Limits.STREAM_STALL);
    }

    /// @param streamStall after how long a client that neither sends lines nor reads answers is cut off
    public RunningGateway(Duration streamStall) {
        this(Authenticator.of(CALLERS), streamStall);
    }

    /// @param connections how many there may be
    public RunningGateway(HttpConfig.Connections connections) {
        this(Authenticator.of(CALLERS), Limits.STREAM_STALL, connections, Limits.BODY_TIME);
    }

    /// One where a body may take so long.
    public static RunningGateway withBodyTime(Duration bodyTime) {
        return new RunningGateway(
                Authenticator.of(CALLERS), Limits.STREAM_STALL, HttpConfig.Connections.DEFAULT, bodyTime);
    }

    private RunningGateway(Authenticator authenticator, Duration streamStall) {
        this(authenticator, streamStall, HttpConfig.Connections.DEFAULT, Limits.BODY_TIME);
    }

    private RunningGateway(
            Authenticator authenticator, Duration streamStall, HttpConfig.Connections connections, Duration bodyTime) {
        var routes = new Contract(
                        vertx,
                        sends,
                        users,
                        users,
                        events,
                        "op:",
                        new KnownApps(Map.of("shop-ios", deviceToken -> deviceToken)),
                        () -> Policies.FLASH_SALE,
                        new EventMetrics(meters),
                        null,
                        null,
                        stopping,
                        streamStall)
                .routes();
        var router = new GatewayRouter(vertx, authenticator, routes, new HttpMetrics(meters), bodyTime);
        guard = new Guard(connections, 1, meters);
        server = await(Future.future(listening ->
                lane.runOnContext(_ -> GatewayServer.listen(vertx, Listening.on("127.0.0.1", 0), guard, router)
                        .onComplete(listening))));
    }

    /// One answer.
    public record Answer(int status, HttpResponse<byte[]> response) {
        public JsonNode json() {
            try {
                return MAPPER.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /// The problem's own word, once its form is checked.
        public String problem() {
            if (!"application/problem+json".equals(header("content-type"))
                    || json().get("status").asInt() != status
                    || json().path("title").asText().isEmpty()
                    || json().path("detail").asText().isEmpty()) {
                throw new AssertionError("no problem by RFC 9457: " + header("content-type") + " " + json());
            }
            return json().get("type").asText().replaceFirst("^urn:opportune:problem:", "");
        }
    }

    public Answer call(String method, String path, String body, String... headers) {
        var request = request(path, headers);
        if (body != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build());
    }

    public Answer send(HttpRequest request) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public CompletableFuture<Answer> sendAsync(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(it -> new Answer(it.statusCode(), it));
    }

    /// A request with a key that may do everything, unless its headers say otherwise.
    public HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (headers.length > 0) request.headers(headers);
        if (!List.of(headers).contains("Authorization")) request.header("Authorization", "Bearer full-key");
        return request;
    }

    /// Writes these bytes on a connection of their own and gives all that comes back until the other side closes it.
    public String raw(String bytes) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Begins to end: callers are told to go elsewhere.
    public void tellCallersToLeave() {
        guard.tellCallersToLeave();
    }

    /// Ends what would take long, and then each connection that nothing is under way on.
    public Future<Void> endConnections() {
        lane.runOnContext(_ -> stopping.begin());
        return guard.endConnections();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        sends.reset();
        users.reset();
        events.reset();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        close();
    }

    @Override
    public void close() {
        client.close();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static Caller narrowed(String name, String key, String... scopes) {
        var grants = Stream.of(scopes).map(Grant::parse).collect(Collectors.toSet());
        return new Caller(name, Set.of(Authenticator.sha256(key)), null, grants, null);
    }

    private static Caller caller(String name, String key, Set<Scope> scopes) {
        return new Caller(name, Authenticator.sha256(key), scopes, null);
    }
}

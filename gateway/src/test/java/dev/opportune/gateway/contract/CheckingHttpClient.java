package dev.opportune.gateway.contract;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// The JDK's client, which fails when an exchange is not as the document says. Bodies are passed on as they come; one
/// that is still coming when its answer is handed out is not checked.
public final class CheckingHttpClient extends HttpClient {

    /// Of a request that are looked at: what inflates to more is refused anyhow.
    private static final int MOST_BYTES = 1_000_000;

    private final HttpClient client;
    private final ExchangeCheck check;

    private CheckingHttpClient(HttpClient client, ExchangeCheck check) {
        this.client = client;
        this.check = check;
    }

    /// For what serves callers; closing it closes the client given.
    public static HttpClient ofCallers(HttpClient client) {
        return new CheckingHttpClient(client, new ExchangeCheck(Port.CALLERS));
    }

    /// For the admin port.
    public static HttpClient ofOperators(HttpClient client) {
        return new CheckingHttpClient(client, new ExchangeCheck(Port.OPERATORS));
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        var tee = new BodyTee<>(handler);
        return checked(request, client.send(request, tee), tee);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        var tee = new BodyTee<>(handler);
        return client.sendAsync(request, tee).thenApply(answer -> checked(request, answer, tee));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
        return client.sendAsync(request, handler, pushes);
    }

    private <T> HttpResponse<T> checked(HttpRequest request, HttpResponse<T> answer, BodyTee<T> tee) {
        if (!tee.isComplete()) return answer;
        var exchange = new Exchange(
                request.method(),
                request.uri(),
                request.headers(),
                Buffer.buffer(inflated(
                        request, request.bodyPublisher().map(PublishedBytes::of).orElse(new byte[0]))),
                answer.statusCode(),
                answer.headers(),
                Buffer.buffer(tee.bytes()));
        var faults = check.faults(exchange);
        if (faults.isEmpty()) return answer;
        throw new AssertionError("not as openapi.yaml says: " + exchange + "\n  " + String.join("\n  ", faults));
    }

    /// What is compressed, as it was before; of what is damaged, what comes before the damage.
    private static byte[] inflated(HttpRequest request, byte[] body) {
        if (request.headers()
                .firstValue("content-encoding")
                .filter("gzip"::equals)
                .isEmpty()) return body;
        var all = new ByteArrayOutputStream();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            for (int next = in.read(); next >= 0 && all.size() < MOST_BYTES; next = in.read()) all.write(next);
        } catch (IOException damaged) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public void close() {
        client.close();
    }
}

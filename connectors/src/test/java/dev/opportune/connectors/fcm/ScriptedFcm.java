package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.credentials.CredentialFiles;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// FCM's and the token endpoint's place over real TLS and HTTP/2, where a test says each answer itself: for words that
/// the simulator does not say and moments that it does not choose. It judges nothing.
final class ScriptedFcm implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// A push as it came.
    record Seen(String path, String authorization) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final CredentialFiles files;
    private final List<Seen> pushes = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokenFetches = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> push = ScriptedFcm::accept;
    private volatile Consumer<HttpServerRequest> token = this::issue;

    /// With the certificate and the service account of a simulator.
    ScriptedFcm(Simulator simulator, Path folder) {
        X509Bundle certificate = simulator.credentials().server();
        this.files = simulator.writeCredentials(folder);
        var options = new HttpServerOptions()
                .setHost("localhost")
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate.getCertificatePathPEM()))
                        .addKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM())));
        options.getInitialSettings().setMaxConcurrentStreams(100);
        this.server = vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        account("project-1");
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/token")) {
            tokenFetches.incrementAndGet();
            token.accept(request);
        } else {
            pushes.add(new Seen(request.path(), request.getHeader("authorization")));
            push.accept(request);
        }
    }

    /// Settings of an app that sends here.
    FcmSettings settings() {
        return new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", server.actualPort()), files.ca());
    }

    /// Writes the service account's file anew, for that project.
    void account(String project) {
        try {
            ObjectNode account =
                    (ObjectNode) JSON.readTree(files.serviceAccount().toFile());
            account.put("project_id", project);
            account.put("token_uri", "https://localhost:" + server.actualPort() + "/token");
            writeAccount(account.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeAccount(String text) {
        try {
            Files.writeString(files.serviceAccount(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String accountText() {
        try {
            return Files.readString(files.serviceAccount());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void onPush(Consumer<HttpServerRequest> answer) {
        push = answer;
    }

    void onToken(Consumer<HttpServerRequest> answer) {
        token = answer;
    }

    static void accept(HttpServerRequest request) {
        request.response().end("{\"name\":\"projects/p/messages/1\"}");
    }

    static void answer(HttpServerRequest request, int status, String body) {
        request.response().setStatusCode(status).end(body);
    }

    /// Issues `t-1`, then `t-2`, each for an hour.
    void issue(HttpServerRequest request) {
        request.response()
                .putHeader("content-type", "application/json")
                .end("{\"access_token\":\"t-" + tokenFetches.get()
                        + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
    }

    List<Seen> pushes() {
        return List.copyOf(pushes);
    }

    int tokenFetches() {
        return tokenFetches.get();
    }

    /// Runs it where the server runs.
    void run(Runnable task) {
        vertx.runOnContext(_ -> task.run());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

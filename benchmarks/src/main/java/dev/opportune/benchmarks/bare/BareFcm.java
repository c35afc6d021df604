package dev.opportune.benchmarks.bare;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.GoogleCredentials;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.CaFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Vert.x' HTTP client as it is, on the lane's event loop, with one access token for as long as it runs.
final class BareFcm implements BarePush {

    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

    /// As a gateway's lane keeps open.
    private static final int CONNECTIONS = 2;

    private final Vertx vertx;
    private final FcmSettings settings;
    private final Account account;
    private final List<HttpClientConnection> connections = new ArrayList<>();
    /// Kept, since Vert.x closes one that nobody refers to, with its connections.
    private @Nullable HttpClientAgent client;

    private int turn;

    /// @param path of `messages:send`
    record Account(String path, String authorization) {

        /// Fetches an access token; blocks.
        static Account of(FcmSettings settings) throws IOException {
            byte[] json = Files.readAllBytes(settings.serviceAccountFile());
            String project = new JsonMapper().readTree(json).path("project_id").asText();
            var transport = new NetHttpTransport.Builder()
                    .setSslSocketFactory(CaFile.read(ca(settings)).socketFactory())
                    .build();
            try (var in = Files.newInputStream(settings.serviceAccountFile())) {
                var token = GoogleCredentials.fromStream(in, () -> transport)
                        .createScoped(SCOPE)
                        .refreshAccessToken();
                return new Account("/v1/projects/" + project + "/messages:send", "Bearer " + token.getTokenValue());
            }
        }
    }

    BareFcm(Vertx vertx, FcmSettings settings, Account account) {
        this.vertx = vertx;
        this.settings = settings;
        this.account = account;
    }

    private static Path ca(FcmSettings settings) {
        return Objects.requireNonNull(settings.caFile(), "its CA");
    }

    @Override
    public Future<?> open() {
        var endpoint = Objects.requireNonNull(settings.endpoint(), "a stand-in for FCM");
        var options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setHttp2KeepAliveTimeout(0) // it may have nothing to do for minutes
                .setTrustOptions(new PemTrustOptions().addCertPath(ca(settings).toString()));
        if (OpenSSLEngineOptions.isAvailable()) options.setSslEngineOptions(new OpenSSLEngineOptions());
        var client = vertx.httpClientBuilder().with(options).build();
        this.client = client;
        var to = new HttpConnectOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setSsl(true);
        Future<?> opened = Future.succeededFuture();
        for (int i = 0; i < CONNECTIONS; i++) {
            opened = opened.compose(_ -> client.connect(to)).onSuccess(connections::add);
        }
        return opened;
    }

    @Override
    public Future<Boolean> push(String user, String id) {
        if (client == null) return Future.failedFuture("it was not opened");
        return connections
                .get(turn++ % CONNECTIONS)
                .request(HttpMethod.POST, account.path())
                .compose(request -> request.putHeader(HttpHeaders.AUTHORIZATION, account.authorization())
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .send(Payloads.fcm(user, id)))
                .compose(answer -> answer.body().map(_ -> answer.statusCode() == 200));
    }
}

package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.credentials.CredentialFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages of apps that have no key: workload identity federation, and projects that are not the account's own.
class ExternalAccountIT {

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    private CredentialFiles files;
    private Path subjectToken;
    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void write() throws IOException {
        files = simulator.writeCredentials(folder);
        subjectToken = Files.writeString(
                folder.resolve("subject-token"), simulator.credentials().subjectToken());
    }

    @AfterEach
    void close() {
        if (connector != null) lane.await(connector::close);
        if (provider != null) lane.await(provider::close);
        lane.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        simulator.close();
    }

    @Test
    void a_subject_token_of_a_file_is_exchanged_for_an_access_token() throws IOException {
        connect(ofFile(), simulator.credentials().projectId());

        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void a_service_account_is_impersonated() throws IOException {
        var email = simulator.credentials().serviceAccountEmail();
        connect(impersonating(email), simulator.credentials().projectId());

        assertThat(deliver()).isInstanceOf(Accepted.class);
    }

    @Test
    void a_subject_token_of_a_url_is_exchanged_too() throws IOException {
        List<String> flavors = new CopyOnWriteArrayList<>();
        var metadata = vertx.createHttpServer()
                .requestHandler(request -> {
                    flavors.add(request.getHeader("Metadata-Flavor"));
                    request.response()
                            .putHeader("content-type", "application/json")
                            .end("{\"id_token\":\"" + simulator.credentials().subjectToken() + "\"}");
                })
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        var account = ExternalAccounts.ofUrl(tokenUrl(), "http://localhost:" + metadata.actualPort() + "/identity");
        connect(account, simulator.credentials().projectId());

        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(flavors).containsOnly("test");
    }

    @Test
    void a_changed_file_is_taken_over() throws IOException {
        connect(
                impersonating("nobody@other.iam.gserviceaccount.com"),
                simulator.credentials().projectId());
        assertThat(deliver()).isNotInstanceOf(Accepted.class);
        assertThat(provider.fault())
                .contains("its token_url refuses the account: its service account may not be impersonated (403)");

        var _ = write(ofFile());
        provider.refresh();
        lane.awaitRoom(connector);

        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void what_is_wrong_is_told_with_what_to_do_and_shows_no_token() throws IOException {
        Files.writeString(subjectToken, "another-secret");
        connect(ofFile(), simulator.credentials().projectId());
        var _ = deliver();
        assertThat(provider.fault())
                .contains("the subject token is not taken (invalid_grant); see its issuer")
                .doesNotContain("secret");

        Files.delete(subjectToken);
        var _ = write(ofFile().put("token_info_url", "https://sts.googleapis.com/v1/other"));
        provider.refresh();
        lane.awaitRoom(connector);
        var _ = deliver();
        assertThat(provider.fault()).endsWith("its credential_source gives no subject token now");
    }

    @Test
    void a_configured_project_counts_and_not_the_accounts_own() throws IOException {
        var account = (ObjectNode)
                ExternalAccounts.JSON.readTree(files.serviceAccount().toFile());
        Files.writeString(
                files.serviceAccount(),
                account.put("project_id", "identity-project").toString());
        connect(files.serviceAccount(), simulator.credentials().projectId());
        assertThat(deliver()).isInstanceOf(Accepted.class);

        lane.await(connector::close);
        lane.await(provider::close);
        connect(files.serviceAccount(), null);
        assertThat(deliver()).isNotInstanceOf(Accepted.class); // the simulator knows one project
    }

    private ObjectNode ofFile() {
        return ExternalAccounts.ofFile(tokenUrl(), subjectToken.toString());
    }

    private ObjectNode impersonating(String email) {
        return ofFile().put(
                        "service_account_impersonation_url",
                        "https://localhost:" + simulator.fcmPort() + "/v1/projects/-/serviceAccounts/" + email
                                + ":generateAccessToken");
    }

    private String tokenUrl() {
        return "https://localhost:" + simulator.fcmPort() + "/v1/token";
    }

    private Path write(ObjectNode account) throws IOException {
        return Files.writeString(folder.resolve("federated.json"), account.toString());
    }

    private void connect(ObjectNode account, @Nullable String project) throws IOException {
        connect(write(account), project);
    }

    private void connect(Path file, @Nullable String project) {
        provider = new FcmProvider(
                new FcmSettings("shop", file, new Endpoint("localhost", simulator.fcmPort()), files.ca())
                        .withProject(project));
        assertThat(provider.fault()).isNull();
        connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
    }

    private DeliveryOutcome deliver() {
        return lane.await(() -> connector.deliver(
                Messages.plain("s", Messages.DEVICE_TOKEN, Instant.now().plusSeconds(600))));
    }
}

package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.TokenFault;
import dev.opportune.simulator.credentials.CredentialFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What operators are told when there is no access token.
class TokenFailureIT {

    @AutoClose
    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UNAVAILABLE       | oauth_unavailable | its token_uri gives no access token now
            INVALID_SIGNATURE | oauth_refused     | its private_key was deleted, or is another account's (invalid_grant)
            ACCOUNT_NOT_FOUND | oauth_refused     | the service account does not exist any more (invalid_grant)
            INVALID_GRANT     | oauth_refused     | the service account does not exist any more (invalid_grant)
            WRONG_CLOCK       | oauth_refused     | this machine's clock is wrong (invalid_grant)
            DISABLED_CLIENT   | oauth_refused     | the service account may be disabled
            """)
    void each_answer_of_the_token_endpoint_is_told_with_what_to_do(TokenFault fault, String reason, String said) {
        simulator.behaviour().failAccessTokens(fault, 1_000);
        told(settings(simulator.writeCredentials(folder)), reason, said);
    }

    @Test
    void a_token_endpoint_that_is_not_reached_is_told_with_why() throws IOException {
        var files = simulator.writeCredentials(folder);
        String port;
        try (var socket = new ServerSocket(0)) {
            port = Integer.toString(socket.getLocalPort());
        }
        tokenUri(files, "https://localhost:" + port + "/token");
        told(settings(files), "oauth", ": the connection is refused");
        tokenUri(files, "https://nowhere.invalid/token");
        told(settings(files), "oauth", ": its host cannot be resolved");
    }

    @Test
    void a_certificate_that_is_not_trusted_is_told() throws IOException {
        var files = simulator.writeCredentials(folder);
        try (var other = Simulator.start(SimulatorSettings.defaults())) {
            tokenUri(files, "https://localhost:" + other.fcmPort() + "/token");
            told(settings(files), "oauth", ": its certificate is not trusted, or TLS fails");
        }
    }

    private FcmSettings settings(CredentialFiles files) {
        return new FcmSettings(
                "shop", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca());
    }

    private static void tokenUri(CredentialFiles files, String uri) throws IOException {
        var json = new ObjectMapper();
        var account = (ObjectNode) json.readTree(files.serviceAccount().toFile());
        Files.writeString(files.serviceAccount(), account.put("token_uri", uri).toString());
    }

    private static void told(FcmSettings settings, String reason, String said) {
        var provider = new FcmProvider(settings);
        var lane = new TestLane();
        Connector connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
        var message = Messages.plain("s", Messages.DEVICE_TOKEN, Instant.now().plusSeconds(600));
        assertThat(lane.await(() -> connector.deliver(message)))
                .isInstanceOfSatisfying(
                        NotSent.class, it -> assertThat(it.reason()).startsWith(reason));
        assertThat(provider.fault())
                .startsWith("service_account_file: " + settings.serviceAccountFile() + ": ")
                .contains(said)
                .doesNotContain("error_description", "gserviceaccount");
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
    }
}

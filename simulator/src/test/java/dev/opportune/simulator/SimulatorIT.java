package dev.opportune.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.PushQuery;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorIT {

    @AutoClose
    private static final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @AutoClose
    private static final TestClient client = new TestClient(simulator);

    @Test
    void apns_accepts_a_good_push_over_http_2_and_echoes_its_id() {
        String id = "123e4567-e89b-12d3-a456-4266554400a0";
        var answer = client.apns(TestClient.DEVICE_TOKEN, Map.of("apns-id", id), TestClient.PAYLOAD);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.headers().firstValue("apns-id")).hasValue(id);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void a_push_is_recorded_without_its_provider_token() {
        var answer = client.apns("ab01", Map.of("apns-priority", "5"), TestClient.PAYLOAD);

        assertThat(simulator.pushes(PushQuery.toDevice("ab01"))).singleElement().satisfies(push -> {
            assertThat(push.provider()).isEqualTo(Provider.APNS);
            assertThat(push.status()).isEqualTo(answer.statusCode()).isEqualTo(200);
            assertThat(push.reason()).isNull();
            assertThat(push.stream()).isPositive();
            assertThat(push.payload()).isEqualTo(TestClient.PAYLOAD);
            assertThat(push.headers())
                    .containsEntry("authorization", "REDACTED")
                    .containsEntry("apns-priority", "5")
                    .containsEntry("apns-topic", "com.example.shop");
        });
    }

    @Test
    void fcm_accepts_a_good_message_with_an_access_token_that_was_fetched_over_http_1_1() throws Exception {
        var answer = client.fcm(client.accessToken(), """
                {"message":{"token":"device-7","notification":{"title":"Rain"},
                 "data":{"opportune":"{\\"send_id\\":\\"s-7\\"}"},"android":{"ttl":"60s","priority":"HIGH"}}}
                """);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(new JsonMapper().readTree(answer.body()).path("name").asText())
                .startsWith("projects/opportune-simulator/messages/");
        assertThat(simulator.pushes(PushQuery.ofSend("s-7"))).singleElement().satisfies(push -> {
            assertThat(push.deviceToken()).isEqualTo("device-7");
            assertThat(push.headers()).containsEntry("authorization", "REDACTED");
        });
    }

    @Test
    void credentials_are_written_as_the_providers_hand_them_out_and_readable_by_their_owner_alone(@TempDir Path folder)
            throws Exception {
        var files = simulator.writeCredentials(folder);

        assertThat(files.ca()).hasContent(Files.readString(simulator.caFile()));
        assertThat(Files.readString(files.apnsKey())).startsWith("-----BEGIN PRIVATE KEY-----\n");
        var account = new JsonMapper().readTree(files.serviceAccount().toFile());
        assertThat(account.path("token_uri").asText()).isEqualTo("https://localhost:" + simulator.fcmPort() + "/token");
        assertThat(account.path("project_id").asText()).isEqualTo("opportune-simulator");
        assertThat(Files.readString(files.apps()))
                .contains("  shop-ios:\n    provider: apns\n    topic: com.example.shop\n")
                .contains("    endpoint: localhost:" + simulator.apnsPort() + "\n")
                .contains("  shop-android:\n    provider: fcm\n");
        for (Path secret : new Path[] {files.apnsKey(), files.serviceAccount()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
    }
}

package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApnsSettingsTest {

    @Test
    void a_wrong_value_is_named_with_what_was_expected() {
        assertThatThrownBy(() -> settings("", "TEAM567890", Path.of("k.p8"), null))
                .hasMessage("key_id: \"\" (expected: 10 characters)");
        assertThatThrownBy(() -> settings("KEY4567890", "T", Path.of("k.p8"), null))
                .hasMessage("team_id: \"T\" (expected: 10 characters)");
        assertThatThrownBy(() -> bounded(0, Duration.ofSeconds(10)))
                .hasMessage("max_in_flight: 0 (expected: 1 to 1000)");
        assertThatThrownBy(() -> bounded(1, Duration.ZERO)).hasMessage("answer_timeout: PT0S (expected: >= PT0.1S)");
        assertThatThrownBy(() -> Environment.parse("Sandbox"))
                .hasMessage("environment: \"Sandbox\" (expected: production or sandbox)");
    }

    @Test
    void without_an_endpoint_the_environment_decides_where_to_connect() {
        assertThat(settings("KEY4567890", "TEAM567890", Path.of("k.p8"), null).address())
                .isEqualTo(new Endpoint("api.sandbox.push.apple.com", 443));
    }

    @Test
    void a_missing_key_file_is_one_plain_sentence(@TempDir Path folder) {
        Path file = folder.resolve("AuthKey.p8");
        assertThat(new ApnsProvider(settings("KEY4567890", "TEAM567890", file, null)).fault())
                .isEqualTo("key_file: " + file + " does not exist");
    }

    @Test
    void a_key_file_that_holds_no_key_is_one_plain_sentence_without_its_content(@TempDir Path folder)
            throws IOException {
        for (String content :
                new String[] {"secret", "-----BEGIN PRIVATE KEY-----\nsecret!\n-----END PRIVATE KEY-----\n", ""}) {
            Path file = Files.writeString(folder.resolve("AuthKey.p8"), content);
            assertThat(new ApnsProvider(settings("KEY4567890", "TEAM567890", file, null)).fault())
                    .startsWith("key_file: " + file + " is not an Apple .p8 key (PKCS#8, EC P-256, PEM): it ")
                    .doesNotContain("secret");
        }
    }

    private static ApnsSettings settings(String keyId, String teamId, Path keyFile, Path caFile) {
        return new ApnsSettings(
                "shop-ios", "com.example.shop", Environment.SANDBOX, keyFile, keyId, teamId, null, caFile);
    }

    private static ApnsSettings bounded(int maxInFlight, Duration answerTimeout) {
        return new ApnsSettings(
                "shop-ios",
                "com.example.shop",
                Environment.SANDBOX,
                Path.of("k.p8"),
                "KEY4567890",
                "TEAM567890",
                null,
                null,
                maxInFlight,
                1,
                answerTimeout,
                Duration.ofSeconds(1));
    }
}

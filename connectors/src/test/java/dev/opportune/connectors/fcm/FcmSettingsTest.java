package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FcmSettingsTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    @Test
    void a_wrong_value_is_named_with_what_was_expected() {
        assertThatThrownBy(() -> bounded(0, 100, TEN)).hasMessage("connections: 0 (expected: 1 to 16)");
        assertThatThrownBy(() -> bounded(1, 101, TEN)).hasMessage("streams: 101 (expected: 1 to 100)");
        assertThatThrownBy(() -> bounded(1, 100, Duration.ofSeconds(9)))
                .hasMessage("answer_timeout: PT9S (expected: >= PT10S)");
    }

    @Test
    void without_an_endpoint_it_is_firebase() {
        assertThat(new FcmSettings("shop-android", Path.of("a.json"), null, null).address())
                .isEqualTo(new Endpoint("fcm.googleapis.com", 443));
    }

    @Test
    void a_missing_service_account_is_one_plain_sentence(@TempDir Path folder) {
        Path file = folder.resolve("account.json");
        assertThatThrownBy(() -> new FcmProvider(new FcmSettings("shop-android", file, null, null)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("service_account_file: " + file + " does not exist");
    }

    @Test
    void a_file_that_is_no_service_account_is_one_plain_sentence_without_its_content(@TempDir Path folder)
            throws IOException {
        for (String content : new String[] {
            "secret",
            "{}",
            "",
            "{\"type\":\"authorized_user\",\"client_id\":\"secret\"}",
            "{\"type\":\"service_account\",\"project_id\":\"p\",\"client_email\":\"e\",\"client_id\":\"1\","
                    + "\"private_key_id\":\"k\",\"private_key\":\"secret\",\"token_uri\":\"https://x\"}"
        }) {
            Path file = Files.writeString(folder.resolve("account.json"), content);
            assertThatThrownBy(() -> new FcmProvider(new FcmSettings("shop-android", file, null, null)))
                    .isInstanceOf(UnusableFileException.class)
                    .hasMessage("service_account_file: " + file + " is not the JSON key of a service account");
        }
    }

    @Test
    void a_ca_file_without_a_certificate_is_one_plain_sentence(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("ca.pem");
        assertThatThrownBy(() -> new FcmProvider(new FcmSettings("a", Path.of("a.json"), null, missing)))
                .hasMessage("ca_file: " + missing + " does not exist");
        Path empty = Files.writeString(missing, "");
        assertThatThrownBy(() -> new FcmProvider(new FcmSettings("a", Path.of("a.json"), null, empty)))
                .hasMessage("ca_file: " + empty + " holds no certificate");
        Path wrong = Files.writeString(missing, "secret");
        assertThatThrownBy(() -> new FcmProvider(new FcmSettings("a", Path.of("a.json"), null, wrong)))
                .hasMessageStartingWith("ca_file: " + wrong)
                .hasMessageNotContaining("secret");
    }

    private static FcmSettings bounded(int connections, int streams, Duration answerTimeout) {
        return new FcmSettings(
                "shop-android",
                Path.of("a.json"),
                null,
                null,
                connections,
                streams,
                answerTimeout,
                Duration.ofSeconds(1));
    }
}

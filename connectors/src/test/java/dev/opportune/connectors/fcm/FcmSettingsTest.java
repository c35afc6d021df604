package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.connectors.fcm.FcmSettings.Bounds;
import dev.opportune.connectors.wire.Endpoint;
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
        assertThatThrownBy(() -> bounded(0, 100, TEN)).hasMessage("connections: 0 (expected: 1 to 64)");
        assertThatThrownBy(() -> Bounds.DEFAULT.withConnections(3, 2))
                .hasMessage("max_connections: 2 (expected: 3 to 64)");
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
        assertThat(fault(file, null)).isEqualTo("service_account_file: " + file + " does not exist");
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
            assertThat(fault(file, null))
                    .startsWith("service_account_file: " + file + " ")
                    .doesNotContain("secret");
        }
    }

    @Test
    void a_ca_file_without_a_certificate_is_one_plain_sentence(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("ca.pem");
        assertThat(fault(Path.of("a.json"), missing)).isEqualTo("ca_file: " + missing + " does not exist");
        Path empty = Files.writeString(missing, "");
        assertThat(fault(Path.of("a.json"), empty)).isEqualTo("ca_file: " + empty + " holds no certificate");
        Path wrong = Files.writeString(missing, "secret");
        assertThat(fault(Path.of("a.json"), wrong))
                .startsWith("ca_file: " + wrong)
                .doesNotContain("secret");
    }

    /// What is wrong with an app of these files, right after it was made.
    private static String fault(Path serviceAccount, Path ca) {
        var provider = new FcmProvider(new FcmSettings("shop-android", serviceAccount, null, ca));
        provider.refresh();
        String fault = provider.fault();
        var _ = provider.close();
        return fault;
    }

    private static Bounds bounded(int connections, int streams, Duration answerTimeout) {
        return new Bounds(connections, 64, streams, TEN, answerTimeout, Duration.ofSeconds(1));
    }
}

package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `webhooks` of `gateway.yaml`.
class WebhookConfigTest {

    private static final String HOOK = """
            policy_file: policy.yaml
            webhooks:
              - {name: hook, url: "https://hooks.example/x?a=b", types: [opportune.send.settled], secret_files: headers%s}
            """;

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() throws IOException {
        files = new ConfigFolder(folder);
    }

    @Test
    void a_webhook_says_where_what_and_how() {
        var yaml = HOOK.formatted(", categories: [sale], batch: {events: 50}, ca_file: ca.pem");
        var webhook = files.good(yaml).webhooks().getFirst();
        assertThat(webhook.where()).isEqualTo("hooks.example:443");
        assertThat(webhook.target()).isEqualTo("/x?a=b");
        assertThat(webhook.categories()).containsExactly("sale");
        assertThat(webhook.batch()).isEqualTo(new WebhookConfig.Batch(50, WebhookConfig.Batch.MOST_BYTES));
        assertThat(webhook.allowPrivate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https: | http: | webhooks[0].url: http (expected: https; http only with allow_private: true)",
                "//hooks | //u:p@hooks | webhooks[0].url: not of that form (expected: https://host/path)",
                "opportune.send.settled | opportune.send.opened | webhooks[0].types: opportune.send.opened (expected: only with engagement.feed: true)",
                "opportune.send.settled | opportune.send.end | webhooks[0].types[0]: opportune.send.end (expected: opportune.send.settled,",
                "name: hook | name: Hook | webhooks[0].name: Hook (expected: small letters",
                "secret_files: headers | secret_files: nowhere | webhooks[0].secret_files:",
                "secret_files: headers | secret_files: [password, ca.pem, cert.pem] | webhooks[0].secret_files: 3 files (expected: one, or two while they change)",
                "secret_files: headers | secret_files: headers, batch: {events: 1} | webhooks[0].batch.events: 1 (expected: 2 to 100)",
                "types: [opportune.send.settled] | categories: [a], types: [opportune.device.invalidated] | webhooks[0].categories: beside opportune.device.invalidated (expected: only with opportune.send.settled",
                "policy_file: policy.yaml | 'policy_file: policy.yaml\nevents: {per_partition: 0}' | events.per_partition: 0 (expected: events, since there are webhooks)"
            })
    void what_is_wrong_with_a_webhook_is_named(String is, String becomes, String expected) {
        var yaml = HOOK.formatted("").replace(is, becomes.replace("\\n", "\n"));
        assertThat(files.bad(yaml, Map.of(), List.of()))
                .singleElement()
                .satisfies(it -> assertThat(it).contains(expected));
    }
}

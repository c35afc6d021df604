package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigProblemsTest {

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() throws IOException {
        files = new ConfigFolder(folder);
    }

    @Test
    void a_folder_of_templates_that_is_none_is_told() {
        assertThat(files.bad("policy_file: policy.yaml\ntemplates_dir: policy.yaml\n", Map.of(), List.of()))
                .anySatisfy(it -> assertThat(it.toString())
                        .contains(":2: templates_dir: ", "policy.yaml (expected: a folder that can be read)"));
    }

    @Test
    void all_problems_are_told_at_once() {
        assertThat(files.bad("http: {port: x}\nredis: {durability: y}\nlanes: z\n", Map.of(), List.of()))
                .hasSize(4);
    }

    @Test
    void a_key_given_twice_is_a_problem() {
        assertThat(files.bad("policy_file: policy.yaml\nlanes: 1\nlanes: 2\n", Map.of(), List.of()))
                .singleElement()
                .asString()
                .endsWith(":3: lanes: a duplicate key (expected: once, as in line 2)");
    }

    @Test
    void a_password_in_a_uri_is_not_shown() {
        for (String uri : List.of(
                "redis://u:hush@x", "redis://u:hu sh@x", "http://u:hush@x", "redis://u:hush@x_y", "redis:u:hush@x")) {
            assertThat(files.bad("policy_file: policy.yaml\nredis: {uri: '" + uri + "'}\n", Map.of(), List.of()))
                    .singleElement()
                    .asString()
                    .contains(":2: redis.uri: ")
                    .doesNotContain("hu");
        }
    }

    @Test
    void a_file_that_is_not_there_is_a_problem() {
        var loaded = ConfigFile.load(folder.resolve("missing.yaml"), Map.of(), List.of());

        assertThat(((Loaded.Bad<GatewayConfig>) loaded).problems())
                .singleElement()
                .asString()
                .endsWith("missing.yaml: cannot be read: it is not there (expected: a file)");
    }
}

package dev.opportune.gateway;

import static dev.opportune.gateway.ServingFixture.caller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The callers' port in clear text, and the callers file while it changes.
class WatchedCallersIT {

    @TempDir
    private Path folder;

    private ServingFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new ServingFixture(folder, "{port: 0, host: 127.0.0.1}", false);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void a_key_that_is_taken_out_of_the_file_is_of_no_use_soon_without_a_restart() throws Exception {
        assertThat(gateway.statusFor("key")).isEqualTo(404);
        gateway.write("callers.yaml", caller("shop", "other"));

        await().atMost(Duration.ofSeconds(30)).until(() -> gateway.statusFor("key") == 401);
        assertThat(gateway.statusFor("other")).isEqualTo(404);
    }

    @Test
    void both_keys_of_a_caller_are_good_while_it_changes_them() throws Exception {
        gateway.write("callers.yaml", caller("shop", "key", "next"));
        gateway.serving.lookAtFiles();

        assertThat(gateway.statusFor("key")).isEqualTo(404);
        assertThat(gateway.statusFor("next")).isEqualTo(404);
    }

    @Test
    void a_bad_file_is_refused_whole_and_told_while_the_old_callers_stay() throws Exception {
        gateway.write("callers.yaml", caller("shop", "other").replace("sends:read", "sends"));
        gateway.serving.lookAtFiles();

        assertThat(gateway.statusFor("key")).isEqualTo(404);
        assertThat(gateway.statusFor("other")).isEqualTo(401);
        var readiness = gateway.readiness();
        assertThat(readiness.get("status").asText()).isEqualTo("degraded");
        assertThat(readiness.at("/checks/callers").asText())
                .startsWith("the callers before it stay")
                .contains("callers.yaml:2: callers[0].scopes[0]: sends (expected: ");

        gateway.write("callers.yaml", caller("shop", "other"));
        gateway.serving.lookAtFiles();
        assertThat(gateway.readiness().at("/checks/callers").asText()).isEqualTo("ok");
        assertThat(gateway.statusFor("key")).isEqualTo(401);
    }

    @Test
    void a_file_that_is_gone_leaves_the_callers_as_they_were_and_is_told() throws Exception {
        Files.delete(folder.resolve("callers.yaml"));
        gateway.serving.lookAtFiles();

        assertThat(gateway.statusFor("key")).isEqualTo(404);
        assertThat(gateway.readiness().get("status").asText()).isEqualTo("degraded");
    }

    @Test
    void a_hangup_has_the_files_looked_at_at_once() throws Exception {
        Signals.handle("HUP", gateway.serving::lookAtFiles);
        gateway.write("callers.yaml", caller("shop", "other").replace("sends:read", "sends"));

        var pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-HUP", pid).start().waitFor()).isZero();
        await().until(() -> gateway.readiness().get("status").asText().equals("degraded"));
    }

    @Test
    void neither_port_answers_for_the_other() throws Exception {
        for (var path : List.of("/metrics", "/livez", "/readyz", "/openapi.yaml")) {
            assertThat(ServingFixture.get(gateway.serving.adminPort(), path).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> answer = ServingFixture.get(gateway.serving.port(), path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("no such address");
        }
        for (var path : List.of("/v1/sends", "/v1/users/ada", "/v1/events")) {
            assertThat(ServingFixture.get(gateway.serving.port(), path).statusCode())
                    .isIn(401, 405);
            assertThat(ServingFixture.get(gateway.serving.adminPort(), path).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_port_in_use_is_named_with_its_key() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var port = taken.getLocalPort();
            assertThatThrownBy(() -> gateway.start(List.of("http.port=" + port, "http.host=0.0.0.0"), false))
                    .hasMessageStartingWith("http.port: " + port + " on 0.0.0.0 is in use (expected: a free port)");
            assertThatThrownBy(() -> gateway.start(List.of("admin.port=" + port), false))
                    .hasMessageStartingWith("admin.port: " + port + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void a_host_that_is_not_known_is_named_with_its_key() {
        for (var section : List.of("http", "admin")) {
            assertThatThrownBy(() -> gateway.start(List.of(section + ".host=no-such-host.invalid"), false))
                    .hasMessage(section + ".host: no-such-host.invalid is not known here"
                            + " (expected: an address of this machine)");
        }
    }

    @Test
    void whoever_serves_everybody_is_told_so_for_as_long_as_it_does() throws Exception {
        var open = gateway.start(List.of(), true);
        try (open) {
            assertThat(ServingFixture.get(open.port(), "/v1/users/nobody").statusCode())
                    .isEqualTo(404);
            var readiness = ServingFixture.get(open.adminPort(), "/readyz");
            assertThat(readiness.statusCode()).isEqualTo(200);
            assertThat(readiness.body())
                    .contains("degraded", "\"authentication\":\"everybody who can connect is served");
        }
        assertThat(gateway.readiness().at("/checks/authentication").isMissingNode())
                .isTrue();
    }
}

package dev.opportune.gateway;

import static dev.opportune.gateway.ServingFixture.caller;
import static dev.opportune.gateway.ServingFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS on the callers' port, and callers that have certificates, while the files change.
class ServerTlsIT {

    private static final Optional<String> NO_KEY = Optional.empty();

    @TempDir
    private static Path folder;

    private static final int CONNECTIONS = 50;

    private static X509Bundle serverCa;
    private static X509Bundle clientCa;
    private static ServingFixture gateway;

    @BeforeAll
    static void start() throws Exception {
        serverCa = ServingFixture.ca("servers");
        clientCa = ServingFixture.ca("clients");
        writeAll();
        gateway = new ServingFixture(
                folder,
                "{port: 0, host: 127.0.0.1, tls: {cert_file: cert.pem, key_file: key.pem, client_ca_file: ca.pem}}",
                false);
    }

    private static void writeAll() throws Exception {
        var server = ServingFixture.of(serverCa, "localhost");
        write("cert.pem", server.getCertificatePathPEM());
        write("key.pem", server.getPrivateKeyPEM());
        write("ca.pem", clientCa.getCertificatePEM());
    }

    private static void write(String name, String text) throws IOException {
        java.nio.file.Files.writeString(folder.resolve(name), text);
    }

    @BeforeEach
    void asItWas() throws Exception {
        writeAll();
        gateway.write("callers.yaml", caller("shop", "key"));
        gateway.serving.lookAtFiles();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void a_caller_is_known_by_its_key_or_by_the_name_in_its_certificate() throws Exception {
        try (var bare = client(serverCa, Optional.empty());
                var known = client(serverCa, Optional.of(ServingFixture.of(clientCa, "checkout.internal")));
                var other = client(serverCa, Optional.of(ServingFixture.of(clientCa, "stranger.internal")))) {
            assertThat(status(bare, Optional.of("key"))).isEqualTo(404);
            assertThat(status(bare, NO_KEY)).isEqualTo(401);
            assertThat(status(known, NO_KEY)).isEqualTo(404);
            assertThat(status(known, Optional.of("wrong")))
                    .as("a key speaks first")
                    .isEqualTo(401);
            assertThat(status(other, NO_KEY)).isEqualTo(401);
        }
    }

    /// A client still writes when the gateway closes, now and then: over so many connections some would lose it.
    @Test
    void nobody_loses_an_answer_to_the_end_of_the_connection_that_comes_with_it() throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (var client = client(serverCa, Optional.empty())) {
                assertThat(status(client, NO_KEY)).isEqualTo(401);
            }
        }
    }

    @Test
    void a_certificate_of_another_ca_is_refused_in_the_handshake() throws Exception {
        var forged = ServingFixture.of(ServingFixture.ca("clients"), "checkout.internal");
        try (var client = client(serverCa, Optional.of(forged))) {
            assertThatThrownBy(() -> status(client, NO_KEY)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_certificate_whose_caller_is_taken_out_of_the_file_is_of_no_use() throws Exception {
        try (var known = client(serverCa, Optional.of(ServingFixture.of(clientCa, "checkout.internal")))) {
            assertThat(status(known, NO_KEY)).isEqualTo(404);
            gateway.write("callers.yaml", caller("shop", "key").replace("certificate: checkout.internal, ", ""));
            gateway.serving.lookAtFiles();
            assertThat(status(known, NO_KEY)).isEqualTo(401);
        }
    }

    @Test
    void once_another_ca_signs_callers_the_old_certificates_end_also_on_open_connections() throws Exception {
        try (var known = client(serverCa, Optional.of(ServingFixture.of(clientCa, "checkout.internal")))) {
            assertThat(status(known, NO_KEY)).isEqualTo(404);
            var next = ServingFixture.ca("clients");
            write("ca.pem", next.getCertificatePEM());
            gateway.serving.lookAtFiles();

            assertThat(status(known, NO_KEY)).as("on the open connection").isEqualTo(401);
            assertThatThrownBy(() -> status(known, NO_KEY)).isInstanceOf(IOException.class);
            try (var renewed = client(serverCa, Optional.of(ServingFixture.of(next, "checkout.internal")))) {
                assertThat(status(renewed, NO_KEY)).isEqualTo(404);
            }
        }
    }

    @Test
    void a_new_certificate_is_served_without_a_restart_over_both_versions_and_open_connections_go_on()
            throws Exception {
        try (var open = client(serverCa, Optional.empty())) {
            var before = answer(open);
            var next = ServingFixture.of(serverCa, "localhost");
            write("cert.pem", next.getCertificatePathPEM());
            write("key.pem", next.getPrivateKeyPEM());
            gateway.serving.lookAtFiles();

            assertThat(certificate(answer(open))).isEqualTo(certificate(before)).isNotEqualTo(next.getCertificate());
            // Each goes to the next lane, and servers that share a port have been seen to keep theirs.
            for (int connection = 0; connection < 8; connection++) {
                try (var fresh = client(serverCa, Optional.empty())) {
                    var after = answer(fresh);
                    assertThat(certificate(after)).isEqualTo(next.getCertificate());
                    assertThat(after.version()).isEqualTo(HttpClient.Version.HTTP_2);
                }
            }
        }
    }

    @Test
    void a_key_of_another_certificate_is_refused_and_told_while_the_old_one_is_served() throws Exception {
        write("key.pem", ServingFixture.of(serverCa, "localhost").getPrivateKeyPEM());
        gateway.serving.lookAtFiles();

        try (var client = client(serverCa, Optional.empty())) {
            assertThat(status(client, Optional.of("key"))).isEqualTo(404);
        }
        assertThat(gateway.readiness().at("/checks/http.tls").asText())
                .startsWith("the certificate before it stays")
                .contains("http.tls.key_file: is not the key of the certificate in cert_file");
    }

    private static int status(HttpClient client, Optional<String> key) throws Exception {
        return gateway.statusFor(client, "https", key);
    }

    private static HttpResponse<Void> answer(HttpClient client) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + gateway.serving.port() + "/v1/users/nobody"))
                .header("Authorization", "Bearer key")
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding());
    }

    private static X509Certificate certificate(HttpResponse<Void> answer) throws Exception {
        return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }
}

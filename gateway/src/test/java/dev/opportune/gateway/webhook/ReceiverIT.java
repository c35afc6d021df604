package dev.opportune.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.webhook.Answer.Outcome;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a delivery goes, and where it does not, over real connections.
class ReceiverIT {

    private static final Message MESSAGE =
            new Message("a-1-0", Message.SINGLE, Buffer.buffer("{}"), List.of(), "1-0", 1);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void a_name_that_becomes_one_of_this_machine_after_it_was_looked_at_is_not_followed_there() throws Exception {
        var asked = new AtomicInteger();
        try (var recipient = new Recipient()) {
            Resolving.Names rebinding = _ -> {
                asked.incrementAndGet();
                return addresses("127.0.0.1", "::1", "169.254.169.254");
            };
            var answer = deliver(
                    recipient.url().replace("127.0.0.1", "rebound.example").replace("http:", "https:"),
                    false,
                    null,
                    rebinding);
            assertThat(answer.outcome()).isEqualTo(Outcome.FORBIDDEN);
            assertThat(answer.why()).contains("allow_private");
            assertThat(asked).hasValue(1);
            assertThat(recipient.unsigned).isEmpty();
            assertThat(recipient.seen()).isEmpty();
        }
    }

    /// The name itself leads nowhere: who asked for it again would find nothing.
    @Test
    void the_address_that_was_looked_at_is_the_one_that_is_connected_to() throws Exception {
        try (var recipient = new Recipient()) {
            var url = recipient.url().replace("127.0.0.1", "nowhere.invalid");
            var answer = deliver(url, true, null, _ -> addresses("127.0.0.1"));
            assertThat(answer.outcome()).isEqualTo(Outcome.ACCEPTED);
            assertThat(recipient.seen()).hasSize(1);
        }
    }

    @Test
    void a_redirect_is_a_refusal_and_leads_nowhere() throws Exception {
        try (var recipient = new Recipient()) {
            recipient.answers(_ -> 307);
            assertThat(deliver(recipient.url(), true, null, Resolving::ofMachine))
                    .isEqualTo(Answer.of(Outcome.REFUSED, "status 307"));
            assertThat(recipient.seen()).hasSize(1);
        }
    }

    @Test
    void an_answer_that_never_ends_takes_no_more_than_its_time_and_an_endless_one_is_cut() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            assertThat(deliver(url, true, null, Resolving::ofMachine).outcome()).isEqualTo(Outcome.TIMED_OUT);
        }
        try (var endless = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var cut = new AtomicInteger();
            var writer = Thread.startVirtualThread(() -> cut.set(writeUntilCut(endless)));
            var url = "http://127.0.0.1:" + endless.getLocalPort() + "/";
            assertThat(deliver(url, true, null, Resolving::ofMachine).outcome()).isEqualTo(Outcome.ACCEPTED);
            writer.join(Duration.ofSeconds(20));
            assertThat(cut.get()).isPositive();
        }
    }

    private static int writeUntilCut(ServerSocket endless) {
        int written = 0;
        try (Socket socket = endless.accept()) {
            var out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (var chunk = new byte[8 * 1024]; written < 100_000_000; written += chunk.length) out.write(chunk);
            return -1;
        } catch (IOException _) {
            return Math.max(1, written);
        }
    }

    @Test
    void only_a_certificate_of_the_urls_name_by_a_trusted_authority_is_spoken_to() throws Exception {
        var ca = ca("ours");
        var caFile = folder.resolve("ca.pem");
        Files.writeString(caFile, ca.getCertificatePEM());
        var server = https(of(ca, "hooks.example"));
        try {
            int port = server.getAddress().getPort();
            Resolving.Names here = _ -> addresses("127.0.0.1");
            assertThat(deliver("https://hooks.example:" + port + "/", true, caFile, here)
                            .outcome())
                    .isEqualTo(Outcome.ACCEPTED);
            assertThat(deliver("https://other.example:" + port + "/", true, caFile, here)
                            .outcome())
                    .isEqualTo(Outcome.UNREACHABLE);
            assertThat(deliver("https://hooks.example:" + port + "/", true, null, here)
                            .outcome())
                    .isEqualTo(Outcome.UNREACHABLE);
        } finally {
            server.stop(0);
        }
    }

    private static HttpsServer https(X509Bundle certificate) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return server;
    }

    private static X509Bundle ca(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    private static X509Bundle of(X509Bundle ca, String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .ecp256()
                .buildIssuedBy(ca);
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        var found = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) found[i] = InetAddress.getByName(texts[i]);
        return found;
    }

    private Answer deliver(String url, boolean allowPrivate, @Nullable Path caFile, Resolving.Names names)
            throws Exception {
        var webhook = new WebhookConfig(
                "hook",
                URI.create(url),
                Set.of("opportune.send.settled"),
                Set.of(),
                List.of(folder.resolve("secret")),
                null,
                allowPrivate,
                caFile);
        Supplier<List<Secret>> secrets = () -> List.of(Secret.parse(Recipient.SECRET));
        Promise<Answer> answer = Promise.promise();
        vertx.getOrCreateContext().runOnContext(_ -> {
            var receiver = new Receiver(vertx, webhook, secrets, names, Duration.ofSeconds(2), "opportune/test");
            Future<Answer> delivered = receiver.deliver(MESSAGE, 1_764_000_000);
            delivered.onComplete(answer);
        });
        return answer.future().await(30, TimeUnit.SECONDS);
    }
}

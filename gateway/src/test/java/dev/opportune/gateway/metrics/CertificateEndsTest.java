package dev.opportune.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateEndsTest {

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void a_chain_ends_with_its_first_and_trust_with_its_last() throws Exception {
        var file = folder.resolve("two.pem");
        Files.writeString(file, endsIn(3) + endsIn(9));
        var _ = new CertificateEnds(
                List.of(
                        new CertificateEnds.Watched("http.tls.cert_file", file, false),
                        new CertificateEnds.Watched("redis.tls.ca_file", file, true)),
                meters);

        assertThat(daysLeft("http.tls.cert_file")).isBetween(2.9, 3.0);
        assertThat(daysLeft("redis.tls.ca_file")).isBetween(8.9, 9.0);
    }

    @Test
    void a_file_that_changes_is_read_again_and_one_that_is_unreadable_is_not_a_number() throws Exception {
        var file = folder.resolve("one.pem");
        var ends = new CertificateEnds(List.of(new CertificateEnds.Watched("http.tls.cert_file", file, false)), meters);
        assertThat(daysLeft("http.tls.cert_file")).isNaN();

        Files.writeString(file, endsIn(3));
        ends.look();
        assertThat(daysLeft("http.tls.cert_file")).isBetween(2.9, 3.0);

        Files.writeString(file, "no certificate");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        ends.look();
        assertThat(daysLeft("http.tls.cert_file")).isNaN();
    }

    private static String endsIn(int days) throws Exception {
        return new CertificateBuilder()
                .subject("CN=test")
                .setIsCertificateAuthority(true)
                .ecp256()
                .notAfter(Instant.now().plus(Duration.ofDays(days)))
                .buildSelfSigned()
                .getCertificatePEM();
    }

    private double daysLeft(String key) {
        double end =
                meters.get("opportune.certificate.end").tag("file", key).gauge().value();
        return (end - Instant.now().getEpochSecond()) / Duration.ofDays(1).toSeconds();
    }
}

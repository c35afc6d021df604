package dev.opportune.gateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// When the certificates end that the configuration names. [#look] reads files, so it is for a thread that may block;
/// any thread may scrape.
public final class CertificateEnds {

    private static final FileTime ABSENT = FileTime.fromMillis(-1);

    private final List<End> ends;

    /// A file of certificates.
    ///
    /// @param key of the configuration that names it
    /// @param isTrust whether any one in it will do, so that the latest end counts; of a chain it is the earliest
    public record Watched(String key, Path file, boolean isTrust) {}

    public CertificateEnds(List<Watched> watched, MeterRegistry meters) {
        this.ends = watched.stream().map(End::new).toList();
        for (var end : ends) {
            Gauge.builder("opportune.certificate.end", end, it -> it.seconds)
                    .description("When the certificate ends; NaN while it cannot be read")
                    .baseUnit("seconds")
                    .tag("file", end.watched.key)
                    .strongReference(true)
                    .register(meters);
        }
        look();
    }

    /// Reads again what has changed.
    public void look() {
        for (var end : ends) {
            var modified = modified(end.watched.file);
            if (modified.equals(end.modified)) continue;
            end.modified = modified;
            end.seconds = read(end.watched);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException absent) {
            return ABSENT;
        }
    }

    private static final class End {
        private final Watched watched;
        private @Nullable FileTime modified;
        private volatile double seconds = Double.NaN;

        End(Watched watched) {
            this.watched = watched;
        }
    }

    private static double read(Watched watched) {
        try (var in = Files.newInputStream(watched.file)) {
            var ends = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .filter(X509Certificate.class::isInstance)
                    .mapToDouble(it ->
                            ((X509Certificate) it).getNotAfter().toInstant().getEpochSecond());
            return ofAll(ends, watched.isTrust);
        } catch (IOException | CertificateException unreadable) {
            return Double.NaN; // whoever uses it says why
        }
    }

    private static double ofAll(DoubleStream ends, boolean isTrust) {
        return (isTrust ? ends.max() : ends.min()).orElse(Double.NaN);
    }
}

package dev.opportune.connectors.fcm;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.ConfiguredFile;
import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an app proves itself to Firebase with, and what it believes Firebase by: its files, as they were when read.
final class FcmCredentials {

    static final String SETTING = "service_account_file";
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

    private final String project;
    private final GoogleCredentials account;
    private final TokenSource source;
    private final @Nullable CaFile ca;

    private FcmCredentials(String project, GoogleCredentials account, TokenSource source, @Nullable CaFile ca) {
        this.project = project;
        this.account = account;
        this.source = source;
        this.ca = ca;
    }

    /// Reads the files; [UnusableFileException] when one is of no use.
    static FcmCredentials read(FcmSettings settings) {
        CaFile ca = CaFile.readIfSet(settings.caFile());
        Path file = settings.serviceAccountFile();
        byte[] json = ConfiguredFile.read(SETTING, file);
        Judged judged = ServiceAccountFile.judge(file, json);
        String project = project(settings, judged);
        GoogleCredentials account = parse(file, json, judged, transport(ca, settings.egress()));
        var source = new TokenSource(judged.member(), settings.egress().proxyTo(endpoint(file, judged)));
        return new FcmCredentials(project, account.createScoped(List.of(SCOPE)), source, ca);
    }

    private static String project(FcmSettings settings, Judged judged) {
        String configured = settings.project();
        if (configured != null) return configured;
        return switch (judged) {
            case Judged.Key(String own, var _) -> own;
            case Judged.Federated _ ->
                throw new UnusableFileException(
                        SETTING,
                        settings.serviceAccountFile(),
                        "names no project (external_account) (expected: project beside it, the Firebase project's id)");
        };
    }

    private static Endpoint endpoint(Path file, Judged judged) {
        URI address = judged.address();
        try {
            String host = address.getHost().replaceAll("[\\[\\]]", "");
            return new Endpoint(host, address.getPort() < 0 ? 443 : address.getPort());
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(
                    SETTING,
                    file,
                    "has a " + judged.member() + " that nobody listens at (expected: a host and a port)",
                    e);
        }
    }

    private static GoogleCredentials parse(Path file, byte[] json, Judged judged, HttpTransportFactory transport) {
        var in = new ByteArrayInputStream(json);
        try {
            return switch (judged) {
                // Without the library's own retries: its caller tries again, and must know in between.
                case Judged.Key _ ->
                    ServiceAccountCredentials.fromStream(in, transport).createWithCustomRetryStrategy(false);
                case Judged.Federated _ -> ExternalAccountCredentials.fromStream(in, transport);
            };
        } catch (IOException | RuntimeException e) {
            throw new UnusableFileException(
                    SETTING,
                    file,
                    switch (judged) {
                        case Judged.Key _ -> "is not the JSON key of a service account";
                        case Judged.Federated _ -> "is no external_account that Google's library takes";
                    },
                    e);
        }
    }

    private static HttpTransportFactory transport(@Nullable CaFile ca, Egress egress) {
        var builder = new NetHttpTransport.Builder().setConnectionFactory(egress::open);
        if (ca != null) builder.setSslSocketFactory(ca.socketFactory());
        NetHttpTransport transport = builder.build();
        return () -> transport;
    }

    String project() {
        return project;
    }

    GoogleCredentials account() {
        return account;
    }

    /// Where its access tokens come from.
    TokenSource source() {
        return source;
    }

    @Nullable
    CaFile ca() {
        return ca;
    }
}

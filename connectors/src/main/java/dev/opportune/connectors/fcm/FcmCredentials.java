package dev.opportune.connectors.fcm;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.ConfiguredFile;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an app proves itself to Firebase with, and what it believes Firebase by: its files, as they were when read.
final class FcmCredentials {

    static final String SETTING = "service_account_file";
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

    private final String project;
    private final GoogleCredentials account;
    private final @Nullable CaFile ca;

    private FcmCredentials(String project, GoogleCredentials account, @Nullable CaFile ca) {
        this.project = project;
        this.account = account;
        this.ca = ca;
    }

    /// Reads the files; [UnusableFileException] when one is of no use.
    static FcmCredentials read(FcmSettings settings) {
        CaFile ca = CaFile.readIfSet(settings.caFile());
        Path file = settings.serviceAccountFile();
        byte[] json = ConfiguredFile.read(SETTING, file);
        String project = ServiceAccountFile.project(file, json);
        ServiceAccountCredentials account = parse(file, json, transport(ca));
        // Without the library's own retries: its caller tries again, and must know in between.
        var scoped = account.createWithCustomRetryStrategy(false).createScoped(List.of(SCOPE));
        return new FcmCredentials(project, scoped, ca);
    }

    private static ServiceAccountCredentials parse(Path file, byte[] json, HttpTransportFactory transport) {
        try {
            return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json), transport);
        } catch (IOException | RuntimeException e) {
            throw new UnusableFileException(SETTING, file, "is not the JSON key of a service account", e);
        }
    }

    private static HttpTransportFactory transport(@Nullable CaFile ca) {
        var builder = new NetHttpTransport.Builder();
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

    @Nullable
    CaFile ca() {
        return ca;
    }
}

package dev.opportune.connectors.fcm;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an app proves itself to Firebase with, and what it believes Firebase by. Read once, shared by all lanes.
final class FcmCredentials {

    private static final String SETTING = "service_account_file";
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
        Path caFile = settings.caFile();
        CaFile ca = caFile == null ? null : CaFile.read(caFile);
        Path file = settings.serviceAccountFile();
        ServiceAccountCredentials account = parse(file, transport(ca));
        String project = account.getProjectId();
        if (project == null || project.isBlank()) {
            throw new UnusableFileException(SETTING, file, "has no project_id");
        }
        return new FcmCredentials(project, account.createScoped(List.of(SCOPE)), ca);
    }

    private static ServiceAccountCredentials parse(Path file, HttpTransportFactory transport) {
        try {
            byte[] json = Files.readAllBytes(file);
            try {
                return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json), transport);
            } catch (IOException | RuntimeException e) {
                throw new UnusableFileException(SETTING, file, "is not the JSON key of a service account", e);
            }
        } catch (IOException e) {
            throw UnusableFileException.unreadable(SETTING, file, e);
        }
    }

    private static HttpTransportFactory transport(@Nullable CaFile ca) {
        var builder = new NetHttpTransport.Builder();
        if (ca != null) {
            builder.setSslSocketFactory(ca.socketFactory());
        }
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

package dev.opportune.simulator.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Base64;

/// The files that a client of the simulator reads. Existing ones are replaced.
///
/// @param ca the certificate authority, PEM
/// @param apnsKey the APNs key as Apple hands it out: `.p8`, PKCS#8 in PEM
/// @param serviceAccount the service account as Google hands it out, JSON
/// @param apps the gateway's `apps:` stanza that fits, YAML
public record CredentialFiles(Path ca, Path apnsKey, Path serviceAccount, Path apps) {

    private static final JsonMapper JSON = new JsonMapper();

    /// Where and what the files say that the simulator is.
    ///
    /// @param topic the first topic that the simulator knows
    public record Endpoints(int apnsPort, int fcmPort, String topic) {
        /// The OAuth endpoint of the service account.
        public String tokenUri() {
            return "https://localhost:" + fcmPort + "/token";
        }
    }

    /// Writes all four into a folder; the two with keys are readable by their owner alone.
    public static CredentialFiles write(Path folder, Credentials credentials, Endpoints endpoints) {
        try {
            Path in = Files.createDirectories(folder).toAbsolutePath().normalize();
            var files = new CredentialFiles(
                    writeCa(in, credentials),
                    in.resolve("AuthKey_" + credentials.apnsKeyId() + ".p8"),
                    in.resolve("service-account.json"),
                    in.resolve("apps.yaml"));
            writeSecret(files.apnsKey, pem(credentials.apnsKey().getPrivate()));
            writeSecret(files.serviceAccount, serviceAccount(credentials, endpoints));
            Files.writeString(files.apps, files.stanza(credentials, endpoints));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("credentials folder: " + folder + " (expected: a folder to write in)", e);
        }
    }

    /// Writes the certificate authority alone.
    public static Path writeCa(Path folder, Credentials credentials) {
        Path ca = folder.resolve("ca.pem");
        try {
            return Files.writeString(ca, credentials.authority().getRootCertificatePEM());
        } catch (IOException e) {
            throw new UncheckedIOException("credentials folder: " + folder + " (expected: a folder to write in)", e);
        }
    }

    private String stanza(Credentials credentials, Endpoints endpoints) {
        return """
                apps:
                  shop-ios:
                    provider: apns
                    topic: %s
                    environment: production
                    key_file: %s
                    key_id: %s
                    team_id: %s
                    endpoint: localhost:%d
                    ca_file: %s
                  shop-android:
                    provider: fcm
                    service_account_file: %s
                    endpoint: localhost:%d
                    ca_file: %s
                """.formatted(
                        endpoints.topic(),
                        quoted(apnsKey),
                        credentials.apnsKeyId(),
                        credentials.apnsTeamId(),
                        endpoints.apnsPort(),
                        quoted(ca),
                        quoted(serviceAccount),
                        endpoints.fcmPort(),
                        quoted(ca));
    }

    /// A JSON string is a YAML scalar whatever the path holds.
    private static String quoted(Path path) {
        try {
            return JSON.writeValueAsString(path.toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String serviceAccount(Credentials credentials, Endpoints endpoints) {
        ObjectNode account = JSON.createObjectNode();
        account.put("type", "service_account");
        account.put("project_id", credentials.projectId());
        account.put("private_key_id", credentials.serviceAccountKeyId());
        account.put("private_key", pem(credentials.serviceAccountKey().getPrivate()));
        account.put("client_email", credentials.serviceAccountEmail());
        account.put("client_id", "100000000000000000001");
        account.put("token_uri", endpoints.tokenUri());
        account.put("universe_domain", "googleapis.com");
        return account.toPrettyString() + "\n";
    }

    private static String pem(PrivateKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    /// Deleted first, so that the permissions are those of the new file.
    private static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, ownerOnly);
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}

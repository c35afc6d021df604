package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each way to break a service account's file has a sentence of its own, and none shows what the file holds.
class ServiceAccountFileTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILE = Path.of("firebase.json");
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "\n-----END PRIVATE KEY-----\n";

    @Test
    void a_file_as_Google_gives_it_is_taken() {
        assertThatCode(() -> judge(account().toPrettyString())).doesNotThrowAnyException();
        var windows = account().put("private_key", pem(RSA).replace("\n", "\r\n"));
        assertThatCode(() -> judge(windows.toString())).doesNotThrowAnyException();
    }

    @Test
    void a_file_that_everybody_may_read_is_taken(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("firebase.json"), account().toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(FcmCredentials.read(new FcmSettings("shop-android", file, null, null))
                        .project())
                .isEqualTo("shop-1");
    }

    /// By what is said of them.
    private static Map<String, String> otherFiles() {
        var files = new LinkedHashMap<String, String>();
        files.put("it is empty", " \n");
        files.put("it begins with a byte order mark", "\ufeff" + account());
        files.put("it is not JSON", "secret: yes");
        files.put("it is damaged or cut short", account().toString().substring(0, 300));
        files.put("it is a PEM file", pem(RSA));
        files.put("it is XML", "<?xml version=\"1.0\"?><plist><key>secret</key></plist>");
        files.put("it is an OAuth client's file", "{\"installed\":{\"client_secret\":\"secret\"}}");
        files.put("it is an OAuth client's file ", "{\"web\":{\"client_secret\":\"secret\"}}");
        files.put("it is an Android app's google-services.json", "{\"project_info\":{},\"client\":[\"secret\"]}");
        files.put("it is a person's login", "{\"type\":\"authorized_user\",\"refresh_token\":\"secret\"}");
        files.put(
                "it is a person's login by a workforce pool",
                "{\"type\":\"external_account_authorized_user\",\"refresh_token\":\"secret\"}");
        files.put("impersonation (impersonated_service_account) is not", "{\"type\":\"impersonated_service_account\"}");
        files.put("it has no type", "{\"private_key\":\"secret\"}");
        files.put("its type is not service_account", "{\"type\":\"secret\"}");
        files.put("it is not JSON ", "[\"secret\"]");
        return files;
    }

    @Test
    void a_file_of_another_kind_is_named() {
        otherFiles()
                .forEach((said, content) -> assertThatThrownBy(() -> judge(content))
                        .isInstanceOf(UnusableFileException.class)
                        .hasMessageStartingWith(
                                "service_account_file: firebase.json is not the JSON key of a service account: "
                                        + said.strip())
                        .hasMessageNotContaining("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_email", "private_key", "project_id", "token_uri", "private_key_id", "client_id"})
    void what_is_missing_is_named(String member) {
        var without = account();
        without.remove(member);
        var said = "service_account_file: firebase.json has no " + member + " (expected: ";
        assertThatThrownBy(() -> judge(without.toString())).hasMessageStartingWith(said);
        assertThatThrownBy(() -> judge(account().put(member, " ").toString())).hasMessageStartingWith(said);
        assertThatThrownBy(() -> judge(account().put(member, 7).toString())).hasMessageStartingWith(said);
        assertThatThrownBy(() -> judge(account().putNull(member).toString())).hasMessageStartingWith(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://oauth2.googleapis.com/token",
                "HTTP://127.0.0.1:8080/token",
                "http://localhost/token",
                "oauth2.googleapis.com/token",
                "ftp://oauth2.googleapis.com/token",
                "file:///etc/passwd",
                "https:///token",
                "https://a b/token"
            })
    void an_assertion_goes_nowhere_in_plain_text(String tokenUri) {
        assertThatThrownBy(() -> judge(account().put("token_uri", tokenUri).toString()))
                .hasMessage("service_account_file: firebase.json has a token_uri that is no https:// address"
                        + " (expected: https://oauth2.googleapis.com/token)");
    }

    @Test
    void a_token_uri_with_a_port_that_is_none_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("firebase.json"),
                account().put("token_uri", "https://localhost:99999/token").toString());
        assertThatThrownBy(() -> FcmCredentials.read(new FcmSettings("shop-android", file, null, null)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("has a token_uri that nobody listens at");
    }

    /// By what is said of them.
    private static Map<String, String> otherKeys() {
        String base64 = base64(RSA.getPrivate().getEncoded());
        var keys = new LinkedHashMap<String, String>();
        keys.put("has its line breaks escaped once too often", pem(RSA).replace("\n", "\\n"));
        keys.put("has no line -----BEGIN PRIVATE KEY-----", base64);
        keys.put("is cut short: the line -----END PRIVATE KEY-----", pem(RSA).substring(0, 900));
        keys.put("is damaged: between its first and last line is no base64", BEGIN + "%secret%" + END);
        keys.put("is damaged or cut short", BEGIN + base64.substring(0, 800) + END);
        keys.put("is a certificate (", BEGIN.replace("PRIVATE KEY", "CERTIFICATE") + base64);
        keys.put(
                "is a public key",
                BEGIN.replace("PRIVATE", "PUBLIC") + base64(RSA.getPublic().getEncoded()));
        keys.put("is encrypted with a passphrase", BEGIN.replace("PRIVATE", "ENCRYPTED PRIVATE") + base64);
        keys.put("is in the older form PKCS#1", BEGIN.replace("PRIVATE", "RSA PRIVATE") + base64);
        keys.put("is in the older form SEC1", BEGIN.replace("PRIVATE", "EC PRIVATE") + base64);
        keys.put("is a key for SSH", BEGIN.replace("PRIVATE", "OPENSSH PRIVATE") + base64);
        keys.put("is a key for EC (expected: RSA)", pem(pair("EC", 256)));
        keys.put("is a key for RSASSA-PSS (expected: RSA)", pem(pair("RSASSA-PSS", 2048)));
        keys.put("is a key for EdDSA (expected: RSA)", pem(pair("EdDSA", 255)));
        keys.put("has 1024 bits (expected: >= 2048)", pem(pair("RSA", 1024)));
        return keys;
    }

    @Test
    void a_key_of_another_kind_is_named() {
        otherKeys()
                .forEach((said, key) -> assertThatThrownBy(
                                () -> judge(account().put("private_key", key).toString()))
                        .isInstanceOf(UnusableFileException.class)
                        .hasMessageStartingWith("service_account_file: firebase.json has a private_key that " + said)
                        .hasMessageNotContaining("secret")
                        .hasMessageNotContaining(
                                base64(RSA.getPrivate().getEncoded()).substring(100, 140)));
    }

    @Test
    void no_two_ways_have_the_same_sentence() {
        var sentences = new HashSet<String>();
        otherFiles().keySet().forEach(said -> sentences.add(said.strip()));
        sentences.addAll(otherKeys().keySet());
        // Two of the files are the two kinds of an OAuth client's, and two are no JSON objects.
        assertThat(sentences).hasSize(otherFiles().size() - 2 + otherKeys().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop/../other", "shop 1", "shop?x=1", "shop#1", "shop%2f"})
    void a_project_that_would_change_the_path_is_refused(String project) {
        assertThatThrownBy(() -> judge(account().put("project_id", project).toString()))
                .hasMessageContaining("has a project_id that is none");
    }

    private static void judge(String content) {
        var _ = ServiceAccountFile.judge(FILE, content.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode account() {
        return JSON.createObjectNode()
                .put("type", "service_account")
                .put("project_id", "shop-1")
                .put("private_key_id", "0123456789abcdef")
                .put("private_key", pem(RSA))
                .put("client_email", "push@shop-1.iam.gserviceaccount.com")
                .put("client_id", "100000000000000000001")
                .put("token_uri", "https://oauth2.googleapis.com/token");
    }

    private static String pem(KeyPair pair) {
        return BEGIN + base64(pair.getPrivate().getEncoded()) + END;
    }

    private static String base64(byte[] der) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

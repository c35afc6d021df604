package dev.opportune.simulator.credentials;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;

/// What the simulator proves itself with, and what it expects its clients to prove themselves with; made at start.
///
/// @param authority the certificate authority that clients trust
/// @param server the certificate for `localhost` and `127.0.0.1`, and for `apns`, `fcm` and `oauth.simulator.test`, by
/// which only a
/// proxy finds it
/// @param apnsKey ES256 key pair of the provider tokens
/// @param apnsKeyId ten characters, as Apple's are
/// @param apnsTeamId ten characters, as Apple's are
/// @param serviceAccountKey RS256 key pair of the OAuth assertions
/// @param serviceAccountKeyId the key's id in the service account
/// @param serviceAccountEmail the issuer of the assertions
/// @param projectId the Firebase project
public record Credentials(
        X509Bundle authority,
        X509Bundle server,
        KeyPair apnsKey,
        String apnsKeyId,
        String apnsTeamId,
        KeyPair serviceAccountKey,
        String serviceAccountKeyId,
        String serviceAccountEmail,
        String projectId) {

    /// Fresh keys, fresh certificates.
    public static Credentials make(String projectId) {
        var random = new SecureRandom();
        try {
            X509Bundle authority = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Opportune simulator CA")
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign, CertificateBuilder.KeyUsage.cRLSign)
                    .buildSelfSigned();
            X509Bundle server = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .addSanDnsName("apns.simulator.test")
                    .addSanDnsName("fcm.simulator.test")
                    .addSanDnsName("oauth.simulator.test")
                    .addSanIpAddress("127.0.0.1")
                    .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                    .addExtendedKeyUsageServerAuth()
                    .buildIssuedBy(authority);
            return new Credentials(
                    authority,
                    server,
                    newEcKey(),
                    tenLetters(random),
                    tenLetters(random),
                    newRsaKey(),
                    keyId(random),
                    "opportune@" + projectId + ".iam.gserviceaccount.com",
                    projectId);
        } catch (Exception e) { // what the certificate builder declares
            throw new IllegalStateException("the simulator's certificates cannot be made", e);
        }
    }

    /// What an external identity provider would give a workload, to exchange for an access token.
    public String subjectToken() {
        return "subject-" + serviceAccountKeyId;
    }

    private static KeyPair newEcKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static KeyPair newRsaKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String keyId(SecureRandom random) {
        byte[] id = new byte[20];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static String tenLetters(SecureRandom random) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"; // no digits: YAML takes 12E4567890 for a number
        var id = new StringBuilder();
        for (int i = 0; i < 10; i++) id.append(letters.charAt(random.nextInt(letters.length())));
        return id.toString();
    }
}

package dev.opportune.gateway.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate with which a client introduced itself.
final class ClientCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificate.class);

    /// RFC 5280, section 4.2.1.6.
    private static final int DNS_NAME = 2;

    private static final int URI = 6;

    private ClientCertificate() {}

    /// Its DNS names and URIs, or its common name when it has none of them (RFC 6125, section 6.4.4); nothing when
    /// there is no certificate, or one whose time is not now.
    static List<String> names(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate && isOfNow(certificate)
                    ? names(certificate)
                    : List.of();
        } catch (SSLPeerUnverifiedException _) { // it has none
            return List.of();
        } catch (CertificateParsingException | InvalidNameException e) {
            LOG.debug("a client certificate whose name cannot be read", e);
            return List.of();
        }
    }

    /// Checked in the handshake, too; a connection may outlive it.
    private static boolean isOfNow(X509Certificate certificate) {
        var now = Instant.now();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static List<String> names(X509Certificate certificate)
            throws CertificateParsingException, InvalidNameException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        var names = new ArrayList<String>();
        if (alternatives != null) {
            for (var alternative : alternatives) {
                int kind = (Integer) alternative.get(0);
                if (kind == DNS_NAME || kind == URI) names.add(String.valueOf(alternative.get(1)));
            }
        }
        return names.isEmpty() ? commonNames(certificate) : names;
    }

    private static List<String> commonNames(X509Certificate certificate) throws InvalidNameException {
        var subject = certificate.getSubjectX500Principal().getName();
        return new LdapName(subject)
                .getRdns().stream()
                        .filter(it -> it.getType().equalsIgnoreCase("CN"))
                        .map(it -> String.valueOf(it.getValue()))
                        .toList();
    }
}

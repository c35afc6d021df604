package dev.opportune.connectors.wire;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import org.jspecify.annotations.Nullable;

/// An HTTP proxy that opens tunnels by CONNECT (RFC 9110, 9.3.6): TLS is with the provider, and the proxy sees its name
/// and port alone.
///
/// @param login null: it asks for none
public record Proxy(Endpoint endpoint, @Nullable Login login) {

    /// Credentials for it, which go to nobody else. Not a record, since a record prints what it holds.
    public static final class Login {

        private final String username;
        private final String password;

        public Login(String username, String password) {
            this.username = username;
            this.password = password;
        }

        public String username() {
            return username;
        }

        public String password() {
            return password;
        }

        @Override
        public String toString() {
            return "Login[" + username + "]";
        }
    }

    /// For the JDK's client: answers the proxy alone.
    Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return login == null || getRequestorType() != RequestorType.PROXY
                        ? null
                        : new PasswordAuthentication(
                                login.username(), login.password().toCharArray());
            }
        };
    }

    /// As it stands in a sentence: without credentials.
    @Override
    public String toString() {
        return endpoint.toString();
    }
}

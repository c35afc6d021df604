package dev.opportune.gateway.config;

import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.NoProxy;
import dev.opportune.connectors.wire.Proxy;
import dev.opportune.connectors.wire.Proxy.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The proxy that all connections to providers go through.
///
/// @param login null: it asks for none
/// @param exempt what is reached straight
public record ProxyConfig(Endpoint address, @Nullable Credentials login, NoProxy exempt) {

    /// What the proxy knows this gateway by.
    public sealed interface Credentials {
        /// In a file of their own.
        ///
        /// @param passwordFile its first line is the password
        record OfFile(String username, Path passwordFile) implements Credentials {}

        /// As `HTTPS_PROXY` has them.
        record OfEnvironment(Login login) implements Credentials {}
    }

    /// The way out of this machine, with the password read from its file.
    public Egress egress() throws IOException {
        return new Egress(
                new Proxy(
                        address,
                        switch (login) {
                            case null -> null;
                            case Credentials.OfFile(String username, Path file) -> new Login(username, password(file));
                            case Credentials.OfEnvironment(Login given) -> given;
                        }),
                exempt);
    }

    private static String password(Path file) throws IOException {
        return Files.readString(file).lines().findFirst().orElse("");
    }

    /// As it stands in a sentence: without credentials.
    @Override
    public String toString() {
        return address + (exempt.rules().isEmpty() ? "" : ", but for " + exempt);
    }
}

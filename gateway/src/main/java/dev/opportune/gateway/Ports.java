package dev.opportune.gateway;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;

/// Says of a port that cannot be listened on which one it is, and the key that sets it.
final class Ports {

    private Ports() {}

    /// @param section of the configuration that has host and port
    static <T> Future<T> named(String section, String host, int port, Future<T> listening) {
        return listening.recover(failure -> Future.failedFuture(of(section, host, port, failure)));
    }

    static Throwable of(String section, String host, int port, Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("address already in use")) {
                return new IOException(
                        section + ".port: " + port + " on " + host + " is in use (expected: a free port)", failure);
            }
            if (message.contains("permission denied") && cause instanceof IOException) {
                return new IOException(
                        section + ".port: " + port + " may not be used (expected: one above 1023, or the permission)",
                        failure);
            }
            if (cause instanceof UnknownHostException) {
                return new IOException(
                        section + ".host: " + host + " is not known here (expected: an address of this machine)",
                        failure);
            }
            if (message.contains("cannot assign requested address")) {
                return new IOException(
                        section + ".host: " + host + " is no address of this machine (expected: one of its addresses)",
                        failure);
            }
        }
        return failure;
    }
}

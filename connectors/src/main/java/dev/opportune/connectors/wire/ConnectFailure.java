package dev.opportune.connectors.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a connection did not open, in words for operators.
///
/// @param words such as `refused`
/// @param isDistrust whether the certificate is the cause, and its issuer would be worth knowing
public record ConnectFailure(String words, boolean isDistrust) {

    /// It took longer than a connection may.
    public static final ConnectFailure TIMED_OUT = because("timed out");

    /// It was closed before it could be used.
    public static final ConnectFailure CLOSED = because("closed by the other side");

    /// It speaks something else: a proxy, or another service.
    public static final ConnectFailure NO_HTTP2 = because("speaks no HTTP/2");

    private static final ConnectFailure NO_TLS = because("no TLS that both sides take");

    /// Causes are nested in no order that is promised, so the first that is known counts.
    private static final int DEEPEST = 16;

    private static ConnectFailure because(String words) {
        return new ConnectFailure(words, false);
    }

    /// What lies behind an exception of connecting.
    public static ConnectFailure of(Throwable failure) {
        ConnectFailure vague = null;
        Throwable each = failure;
        for (int depth = 0; each != null && depth < DEEPEST; depth++, each = each.getCause()) {
            ConnectFailure known = known(each);
            if (known != null) return known;
            if (vague == null || vague.equals(NO_TLS)) vague = vagueOr(vague, each);
        }
        return vague == null ? because(failure.getClass().getSimpleName()) : vague;
    }

    private static @Nullable ConnectFailure known(Throwable failure) {
        return switch (failure) {
            case UnknownHostException _ -> because("unknown host");
            case ConnectTimeoutException _ -> TIMED_OUT;
            case SslHandshakeTimeoutException _ -> TIMED_OUT;
            case TimeoutException _ -> TIMED_OUT;
            case NoRouteToHostException _ -> because("no route to host");
            case ConnectException refused -> because(says(refused, "refused") ? "refused" : "not reachable");
            case NotSslRecordException _ -> because("speaks no TLS");
            case CertificateExpiredException _ -> new ConnectFailure("its certificate has expired", true);
            case CertificateNotYetValidException _ -> new ConnectFailure("its certificate is not valid yet", true);
            case CertPathBuilderException _ -> new ConnectFailure("its certificate is not trusted", true);
            case CertPathValidatorException _ -> new ConnectFailure("its certificate is not trusted", true);
            case CertificateException other
            when says(other, "matching") -> new ConnectFailure("its certificate is another host's", true);
            default -> null;
        };
    }

    /// What may have a better cause below it.
    private static @Nullable ConnectFailure vagueOr(@Nullable ConnectFailure otherwise, Throwable failure) {
        return switch (failure) {
            case CertificateException _ -> new ConnectFailure("its certificate is not trusted", true);
            case ClosedChannelException _ -> CLOSED;
            case SocketException _ -> CLOSED;
            case SSLException closed when says(closed, "closed") -> CLOSED;
            case SSLException _ -> NO_TLS;
            default -> otherwise;
        };
    }

    private static boolean says(Throwable failure, String word) {
        String message = failure.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains(word);
    }
}

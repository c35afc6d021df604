package dev.opportune.connectors.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
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
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a connection did not open, in words for operators.
///
/// @param words such as `refused`
public record ConnectFailure(String words, Stage stage) {

    /// How far it came.
    enum Stage {
        /// Nobody was reached: the provider, or the proxy where there is one.
        ROUTE,
        /// The proxy was reached, and opened no tunnel.
        PROXY,
        /// The provider, or what stands in its place.
        PEER,
        /// Its certificate is the cause, and its issuer would be worth knowing.
        CERTIFICATE
    }

    /// It took longer than a connection may.
    public static final ConnectFailure TIMED_OUT = because("timed out");

    /// It was closed before it could be used.
    public static final ConnectFailure CLOSED = because("closed by the other side");

    /// It speaks something else: a proxy, or another service.
    public static final ConnectFailure NO_HTTP2 = because("speaks no HTTP/2");

    private static final Pattern STATUS = Pattern.compile("status: (\\d{3})");

    private static final ConnectFailure NO_TLS = because("no TLS that both sides take");

    /// Causes are nested in no order that is promised, so the first that is known counts.
    private static final int DEEPEST = 16;

    private static ConnectFailure because(String words) {
        return new ConnectFailure(words, Stage.PEER);
    }

    private static ConnectFailure onTheWay(String words) {
        return new ConnectFailure(words, Stage.ROUTE);
    }

    private static ConnectFailure distrust(String words) {
        return new ConnectFailure(words, Stage.CERTIFICATE);
    }

    boolean isDistrust() {
        return stage == Stage.CERTIFICATE;
    }

    /// The rest of a sentence about a way through a proxy.
    String wordsThroughProxy() {
        return stage == Stage.ROUTE ? "the proxy cannot be reached (" + words + ")" : words;
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
            case ProxyConnectException refused -> byProxy(refused);
            case UnknownHostException _ -> onTheWay("unknown host");
            case ConnectTimeoutException _ -> onTheWay("timed out");
            case SslHandshakeTimeoutException _ -> TIMED_OUT;
            case TimeoutException _ -> TIMED_OUT;
            case NoRouteToHostException _ -> onTheWay("no route to host");
            case ConnectException refused -> onTheWay(says(refused, "refused") ? "refused" : "not reachable");
            case NotSslRecordException _ -> because("speaks no TLS");
            case CertificateExpiredException _ -> distrust("its certificate has expired");
            case CertificateNotYetValidException _ -> distrust("its certificate is not valid yet");
            case CertPathBuilderException _ -> distrust("its certificate is not trusted");
            case CertPathValidatorException _ -> distrust("its certificate is not trusted");
            case CertificateException other
            when says(other, "matching") -> distrust("its certificate is another host's");
            default -> null;
        };
    }

    /// Netty has the proxy's answer in its message alone. What does not get as far as an answer may be as Java has it.
    private static @Nullable ConnectFailure byProxy(ProxyConnectException refused) {
        if (refused.getCause() instanceof ConnectException) return null;
        var status = STATUS.matcher(String.valueOf(refused.getMessage()));
        String words;
        if (status.find()) words = answered(status.group(1));
        else if (says(refused, "timeout")) words = "the proxy does not answer in time";
        else if (says(refused, "disconnected")) words = "the proxy closed the connection";
        else words = "the proxy speaks no HTTP";
        return new ConnectFailure(words, Stage.PROXY);
    }

    /// What it means that a proxy answers CONNECT with this status.
    public static String answered(String status) {
        return switch (status) {
            case "407" -> "the proxy needs a username and password, or others (407)";
            case "502", "503", "504" -> "the proxy cannot reach it (" + status + ")";
            default -> "the proxy refuses to connect there (" + status + ")";
        };
    }

    /// What may have a better cause below it.
    private static @Nullable ConnectFailure vagueOr(@Nullable ConnectFailure otherwise, Throwable failure) {
        return switch (failure) {
            case CertificateException _ -> distrust("its certificate is not trusted");
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

package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Finds in a failure why a connection could not be opened: Lettuce's own words tell that it could not.
final class Unopened {

    private static final String UNKNOWN_CA =
            "whoever signed its certificate is not trusted (expected: redis.tls.ca_file, or one of this machine's CAs)";
    private static final String NO_TLS = "it speaks none on this port (expected: redis:// in place of rediss://)";
    private static final String OTHER_NAME = "its certificate is for another name";

    /// What Netty's native transport puts before the system's words.
    private static final Pattern CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    private Unopened() {}

    static Fault fault(Throwable failure) {
        if (has(failure, UnknownHostException.class::isInstance)) return Fault.of(Trouble.UNKNOWN_HOST);
        if (has(failure, UnresolvedAddressException.class::isInstance)) return Fault.of(Trouble.UNKNOWN_HOST);
        if (has(failure, NotSslRecordException.class::isInstance)) return new Fault(Trouble.TLS, NO_TLS);
        if (has(failure, Unopened::isOfUnknownCa)) return new Fault(Trouble.TLS, UNKNOWN_CA);
        if (has(failure, Unopened::isForAnotherName)) return new Fault(Trouble.TLS, OTHER_NAME);
        if (has(failure, SSLException.class::isInstance)) return new Fault(Trouble.TLS, root(failure));
        if (has(failure, Unopened::isTimeout)) return Fault.of(Trouble.SILENT);
        return causes(failure)
                .filter(RedisCommandExecutionException.class::isInstance)
                .findFirst()
                .map(Unopened::refusal)
                .orElseGet(() -> new Fault(Trouble.UNREACHABLE, root(failure)));
    }

    private static Fault refusal(Throwable said) {
        var text = RedisFailures.said(said);
        var refusal = RedisWords.refusal(text);
        return refusal == null ? new Fault(Trouble.OTHER, RedisWords.shortened(text)) : refusal;
    }

    /// Another CA may have the name of the one that is trusted.
    private static boolean isOfUnknownCa(Throwable cause) {
        return cause instanceof CertPathBuilderException || cause instanceof SignatureException;
    }

    private static boolean isForAnotherName(Throwable cause) {
        return cause instanceof CertificateException
                && RedisFailures.said(cause).contains("No ");
    }

    private static boolean isTimeout(Throwable cause) {
        return cause instanceof ConnectTimeoutException
                || cause instanceof RedisCommandTimeoutException
                || cause instanceof TimeoutException;
    }

    /// Netty names the address again, behind a colon.
    private static String root(Throwable failure) {
        var last = causes(failure).reduce((_, next) -> next).orElse(failure);
        var said = CALL.matcher(RedisFailures.said(last)).replaceFirst("");
        if (said.startsWith("Connection refused")) return "connection refused";
        return RedisWords.shortened(said);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> that) {
        return causes(failure).anyMatch(that);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}

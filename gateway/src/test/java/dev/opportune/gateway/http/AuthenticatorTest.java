package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallerRate;
import dev.opportune.gateway.config.Scope;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuthenticatorTest {

    private static final CallerRate SLOW = new CallerRate(1, 2);

    @Test
    void a_callers_bucket_is_as_full_as_it_was_when_callers_are_replaced_and_its_rate_stays() {
        var authenticator = Authenticator.of(List.of(caller("shop", "key", SLOW)));
        assertThat(mayCome(authenticator, "key")).isTrue();
        assertThat(mayCome(authenticator, "key")).isTrue();
        assertThat(mayCome(authenticator, "key")).isFalse();

        authenticator.replace(List.of(caller("shop", "other", SLOW), caller("new", "key", SLOW)));
        assertThat(mayCome(authenticator, "other"))
                .as("a new key, the same caller")
                .isFalse();
        assertThat(mayCome(authenticator, "key")).as("another caller").isTrue();

        authenticator.replace(List.of(caller("shop", "other", new CallerRate(1, 3))));
        assertThat(mayCome(authenticator, "other")).as("another rate").isTrue();
        assertThat(authenticator.identify(List.of("Bearer key"), null)).isEmpty();
    }

    @Test
    void refused_keys_are_told_now_and_then_with_how_many_were_not_and_never_whole() {
        var audit = (Logger) LoggerFactory.getLogger("opportune.audit");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        audit.addAppender(lines);
        try {
            var authenticator = Authenticator.of(List.of());
            for (int i = 0; i < 1000; i++) authenticator.refused(List.of("Bearer secret-key"), null);
        } finally {
            audit.detachAppender(lines);
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("refused from=? key_sha256="
                        + Authenticator.sha256("secret-key").substring(0, 8) + " left_out=0");
    }

    private static boolean mayCome(Authenticator authenticator, String key) {
        var identity = authenticator.identify(List.of("Bearer " + key), null).orElseThrow();
        return identity.bucket().take(System.nanoTime()).isTaken();
    }

    private static Caller caller(String name, String key, CallerRate rate) {
        return new Caller(name, Authenticator.sha256(key), Set.of(Scope.SENDS_WRITE), rate);
    }
}

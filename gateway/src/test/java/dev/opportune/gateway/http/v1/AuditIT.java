package dev.opportune.gateway.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.send.request.SendView;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class AuditIT {

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    private final Logger audit = (Logger) LoggerFactory.getLogger("opportune.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        audit.setLevel(Level.INFO);
        lines.start();
        audit.addAppender(lines);
    }

    @AfterEach
    void leave() {
        audit.detachAppender(lines);
        audit.setLevel(null);
    }

    @Test
    void erasures_exports_and_cancellations_are_told_without_the_users_id() {
        var send = new SendView(
                "s-1",
                new About("ada", "news", null, null, "1", "sender"),
                SendState.CANCELLED,
                null,
                Instant.parse("2026-11-22T12:00:00Z"),
                List.of());
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(send));
        gateway.sends.cancelled = Future.succeededFuture(new Sends.CancelAnswer.Cancelled(send));
        assertThat(gateway.call("PUT", "/v1/users/ada", "{}").status()).isEqualTo(200);

        assertThat(gateway.call("GET", "/v1/users/ada/export", null).status()).isEqualTo(200);
        assertThat(gateway.call("DELETE", "/v1/users/ada", null).status()).isEqualTo(204);
        assertThat(gateway.call("DELETE", "/v1/users/ada", null).status()).isEqualTo(404);
        assertThat(gateway.call("DELETE", "/v1/sends/s-1", null).status()).isEqualTo(200);

        // printf %s ada | sha256sum | cut -c1-16
        var ada = "user=fdee430d40bd57de";
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "export caller=shop " + ada + " status=200",
                        "erasure caller=shop " + ada + " status=204",
                        "erasure caller=shop " + ada + " status=404",
                        "cancel caller=shop send=s-1 of=sender " + ada + " status=200");
    }
}

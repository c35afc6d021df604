package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.fcm.OAuthFetches.Result;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Access tokens: who fetches, when, and what becomes of messages when there is none.
class FcmOAuthIT {

    private static final NotSent UNAVAILABLE = new NotSent("oauth_unavailable", Duration.ofSeconds(5), Extent.APP);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final AtomicLong movedNanos = new AtomicLong();

    @TempDir
    private Path folder;

    private ScriptedFcm fcm;
    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void prepare() {
        fcm = new ScriptedFcm(simulator, folder);
        provider = new FcmProvider(fcm.settings(), () -> System.nanoTime() + movedNanos.get());
    }

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.await(provider::close);
        fcm.close();
        lane.close();
        simulator.close();
    }

    @Test
    void all_that_wait_for_the_first_token_share_one_fetch() throws InterruptedException {
        BlockingQueue<HttpServerRequest> fetches = new LinkedBlockingQueue<>();
        fcm.onToken(fetches::add);
        connect();
        List<Future<DeliveryOutcome>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) waiting.addAll(offer(10));
        HttpServerRequest fetch = fetches.poll(30, TimeUnit.SECONDS);
        assertThat(fcm.pushes()).isEmpty();
        fcm.run(() -> fcm.issue(fetch));
        for (Future<DeliveryOutcome> each : waiting) {
            assertThat(lane.await(() -> each)).isInstanceOf(Accepted.class);
        }
        assertThat(fcm.tokenFetches()).isEqualTo(1);
        assertThat(provider.oauthFetches().count(Result.OK)).isEqualTo(1);
    }

    @Test
    void a_token_is_renewed_ahead_of_its_end_and_no_message_waits() throws InterruptedException {
        connect();
        assertThat(deliver()).isInstanceOf(Accepted.class);
        BlockingQueue<HttpServerRequest> fetches = new LinkedBlockingQueue<>();
        fcm.onToken(fetches::add);
        move(Duration.ofMinutes(50));
        // Without a message that asks for it.
        HttpServerRequest renewal = fetches.poll(30, TimeUnit.SECONDS);
        assertThat(deliver()).isInstanceOf(Accepted.class);
        fcm.run(() -> fcm.issue(renewal));
        await().until(() -> provider.oauthFetches().count(Result.OK) == 2);
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(fcm.pushes())
                .extracting(ScriptedFcm.Seen::authorization)
                .containsExactly("Bearer t-1", "Bearer t-1", "Bearer t-2");
    }

    @Test
    void a_renewal_that_fails_ahead_of_the_end_is_no_fault() {
        connect();
        assertThat(deliver()).isInstanceOf(Accepted.class);
        fcm.onToken(request -> ScriptedFcm.answer(request, 503, ""));
        move(Duration.ofMinutes(50));
        await().until(() -> provider.oauthFetches().count(Result.UNAVAILABLE) > 0);
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void a_revoked_token_is_renewed_once_for_all_that_it_was_refused_to() {
        connect();
        fcm.onPush(request -> {
            if (request.getHeader("authorization").equals("Bearer t-1")) {
                ScriptedFcm.answer(request, 401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}");
            } else {
                ScriptedFcm.accept(request);
            }
        });
        for (Future<DeliveryOutcome> each : offer(10)) {
            assertThat(lane.await(() -> each)).isInstanceOf(Accepted.class);
        }
        assertThat(fcm.tokenFetches()).isEqualTo(2);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void a_new_token_that_is_refused_too_stops_the_app_for_a_while() {
        connect();
        fcm.onPush(request ->
                ScriptedFcm.answer(request, 401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}"));
        var refused = new NotSent("UNAUTHENTICATED", Outcomes.CONFIGURATION_RETRY, Extent.APP);
        assertThat(deliver()).isEqualTo(refused);
        assertThat(deliver()).isEqualTo(refused);
        assertThat(fcm.pushes()).hasSize(2);
        assertThat(fcm.tokenFetches()).isEqualTo(2);
        assertThat(provider.fault()).contains("FCM refuses messages for the project project-1");
        fcm.onPush(ScriptedFcm::accept);
        move(Duration.ofSeconds(6));
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void without_a_token_messages_are_not_sent_and_the_fault_says_why_until_there_is_one() {
        fcm.onToken(request -> ScriptedFcm.answer(request, 503, ""));
        connect();
        assertThat(deliver()).isEqualTo(UNAVAILABLE);
        assertThat(provider.fault()).endsWith("its token_uri gives no access token now");
        fcm.onToken(request ->
                ScriptedFcm.answer(request, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid\"}"));
        move(Duration.ofSeconds(6));
        assertThat(deliver()).isEqualTo(new NotSent("oauth_refused", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(provider.fault()).endsWith("its token_uri refuses the account");
        fcm.onToken(fcm::issue);
        move(Duration.ofSeconds(61));
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
        assertThat(provider.oauthFetches().count(Result.REFUSED)).isEqualTo(1);
        assertThat(fcm.pushes()).hasSize(1);
    }

    private void connect() {
        connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
    }

    private void move(Duration by) {
        movedNanos.addAndGet(by.toNanos());
    }

    private List<Future<DeliveryOutcome>> offer(int messages) {
        return lane.call(() -> {
            var outcomes = new ArrayList<Future<DeliveryOutcome>>();
            for (int i = 0; i < messages; i++) outcomes.add(connector.deliver(message()));
            return outcomes;
        });
    }

    private DeliveryOutcome deliver() {
        return lane.await(() -> connector.deliver(message()));
    }

    private PushMessage message() {
        return Messages.plain("s", Messages.DEVICE_TOKEN, Instant.now().plusSeconds(600));
    }
}

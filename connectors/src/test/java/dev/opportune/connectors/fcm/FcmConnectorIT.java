package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Offer;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Relay;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.fcm.FcmSettings.Bounds;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages to FCM's simulator, which may stop answering, go away and come back.
class FcmConnectorIT {

    private static final int ROOM = Bounds.DEFAULT.connections() * Bounds.DEFAULT.streams();
    private static final Duration TEN = Duration.ofSeconds(10);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final Relay relay = new Relay(simulator.fcmPort());
    private final TestLane lane = new TestLane();
    private final Instant deadline = Instant.now().plusSeconds(600);

    @TempDir
    private Path folder;

    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void connect() {
        var files = simulator.writeCredentials(folder);
        var endpoint = new Endpoint("localhost", relay.port());
        provider = new FcmProvider(new FcmSettings("shop-android", files.serviceAccount(), endpoint, files.ca()));
        connector = lane.call(() -> provider.connect(lane.lane()));
        Awaitility.await().until(() -> lane.call(connector::limit) == ROOM);
    }

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
        relay.close();
        simulator.close();
    }

    @Test
    void an_accepted_message_carries_the_contracts_body_and_has_Firebases_name() {
        PushMessage message = Messages.full(deadline);
        DeliveryOutcome outcome = deliver(message);
        Push push = simulator.pushes().getFirst();
        assertThat(outcome).isEqualTo(new Accepted(push.providerId()));
        assertThat(push.deviceToken()).isEqualTo(Messages.DEVICE_TOKEN);
        assertThat(push.payload())
                .contains("\"collapse_key\":\"rain-sale\"", "\"tag\":\"rain-sale\"", "\"priority\":\"HIGH\"")
                .contains("{\\\"send_id\\\":\\\"0042-send\\\",\\\"ref\\\":\\\"order-7\\\"}")
                .containsPattern("\"ttl\":\"59\\ds\"");
    }

    @Test
    void two_thousand_messages_never_take_more_streams_than_there_is_room_for() {
        simulator.behaviour().latency(Provider.FCM, Latency.logNormal(Duration.ofMillis(5), Duration.ofMillis(50)));
        var offer = new Offer(connector, 2_000, deadline);
        List<DeliveryOutcome> outcomes = lane.await(offer::start);
        assertThat(outcomes).hasSize(2_000).allMatch(Accepted.class::isInstance);
        assertThat(offer.mostInFlight()).isBetween(2, Bounds.DEFAULT.maxConnections() * Bounds.DEFAULT.streams());
        assertThat(simulator.pushes()).hasSize(2_000);
    }

    @Test
    void a_retry_after_is_obeyed() {
        refuse(DeviceRefusal.always(FcmErrorCode.QUOTA_EXCEEDED).withRetryAfter(Duration.ofSeconds(25)));
        assertThat(deliver(plain())).isEqualTo(new Throttled("QUOTA_EXCEEDED", Duration.ofSeconds(25), Extent.APP));
    }

    @Test
    void a_revoked_access_token_is_renewed_within_the_attempt() {
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        simulator.revokeAccessTokens();
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
    }

    @Test
    void access_tokens_that_end_soon_are_renewed_before_any_message_notices() {
        simulator.behaviour().accessTokenLifetime(Duration.ofSeconds(2));
        simulator.revokeAccessTokens();
        while (provider.oauthFetches().count(OAuthFetches.Result.OK) < 3) {
            assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void an_access_token_that_stays_refused_leaves_the_message_unsent() {
        refuse(DeviceRefusal.always(FcmErrorCode.UNAUTHENTICATED));
        assertThat(deliver(plain()))
                .isEqualTo(new NotSent("UNAUTHENTICATED", Outcomes.CONFIGURATION_RETRY, Extent.APP));
    }

    @Test
    void a_page_and_an_empty_answer_are_unconfirmed() {
        simulator.behaviour().fail(Provider.FCM, Fault.HTML_502, 1);
        assertThat(deliver(plain())).isEqualTo(new Unconfirmed("http_502", TEN));
        simulator.behaviour().fail(Provider.FCM, Fault.BODILESS_503, 1);
        assertThat(deliver(plain())).isEqualTo(new Unconfirmed("http_503", TEN));
    }

    @Test
    void a_frozen_provider_leaves_messages_unconfirmed() {
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        simulator.behaviour().freeze(Provider.FCM);
        assertThat(deliver(plain())).isEqualTo(new Unconfirmed("timeout", TEN));
        simulator.behaviour().unfreeze(Provider.FCM);
        // The other connection was as silent, so it may be gone, too.
        lane.awaitRoom(connector);
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
    }

    @Test
    void a_provider_that_is_gone_leaves_messages_not_sent_until_it_is_back() {
        relay.takeAway();
        Awaitility.await().until(() -> lane.call(() -> connector.room(Standing.PROVEN)) == 0);
        assertThat(deliver(plain()))
                .isInstanceOf(NotSent.class)
                .extracting(DeliveryOutcome::reason)
                .isEqualTo("not_connected");
        relay.bringBack();
        lane.awaitRoom(connector);
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
    }

    @Test
    void a_connection_that_is_reset_after_handling_leaves_its_message_unconfirmed() {
        simulator.behaviour().fail(Provider.FCM, Fault.RESET_AFTER_HANDLING, 1);
        assertThat(deliver(plain())).isEqualTo(new Unconfirmed("connection_lost", TEN));
    }

    @Test
    void after_a_goaway_what_is_in_flight_is_answered_and_other_connections_open() {
        simulator.behaviour().latency(Provider.FCM, Latency.fixed(Duration.ofMillis(200)));
        Future<DeliveryOutcome> inFlight = lane.call(() -> connector.deliver(plain()));
        Awaitility.await().until(() -> simulator.pushes().size() == 1);
        simulator.behaviour().goAway(Provider.FCM, "maintenance");
        assertThat(lane.await(() -> inFlight)).isInstanceOf(Accepted.class);
        Awaitility.await().until(() -> lane.call(connector::limit) == ROOM);
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
    }

    @Test
    void a_server_that_the_ca_file_does_not_vouch_for_gets_nothing(@TempDir Path otherFolder) {
        try (Simulator other = Simulator.start(SimulatorSettings.defaults())) {
            var files = other.writeCredentials(otherFolder);
            var endpoint = new Endpoint("localhost", simulator.fcmPort());
            var wary = new FcmProvider(new FcmSettings("wary", files.serviceAccount(), endpoint, files.ca()));
            Connector suspicious = lane.call(() -> wary.connect(lane.lane()));
            assertThat(lane.await(() -> suspicious.deliver(plain())))
                    .extracting(DeliveryOutcome::reason)
                    .isEqualTo("not_connected");
            assertThat(lane.call(() -> suspicious.room(Standing.PROVEN))).isZero();
            lane.await(suspicious::close);
            lane.await(wary::close);
        }
        assertThat(simulator.pushes()).isEmpty();
    }

    private void refuse(DeviceRefusal refusal) {
        simulator.behaviour().refuse(Messages.DEVICE_TOKEN, refusal);
    }

    private PushMessage plain() {
        return Messages.plain("s-1", Messages.DEVICE_TOKEN, deadline);
    }

    private DeliveryOutcome deliver(PushMessage message) {
        return lane.await(() -> connector.deliver(message));
    }
}

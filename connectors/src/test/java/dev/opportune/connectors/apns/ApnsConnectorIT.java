package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One message after the other, against APNs' simulator.
class ApnsConnectorIT {

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final Instant deadline = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    private ApnsProvider provider;
    private Connector connector;

    @BeforeEach
    void connect(@TempDir Path folder) {
        var endpoint = new Endpoint("localhost", simulator.apnsPort());
        provider = new ApnsProvider(ApnsFixture.settings(simulator, folder, endpoint));
        connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
    }

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.close();
        simulator.close();
    }

    @Test
    void an_accepted_message_carries_the_contracts_headers_and_payload() {
        PushMessage message = Messages.full(deadline);
        DeliveryOutcome outcome = deliver(message);

        Push push = simulator.pushes().getFirst();
        assertThat(outcome).isEqualTo(new Accepted(push.headers().get("apns-id")));
        assertThat(push.deviceToken()).isEqualTo(Messages.DEVICE_TOKEN);
        assertThat(push.headers())
                .containsEntry("apns-topic", "com.example.shop")
                .containsEntry("apns-push-type", "alert")
                .containsEntry("apns-priority", "10")
                .containsEntry("apns-collapse-id", "rain-sale")
                .containsEntry("apns-expiration", Long.toString(deadline.getEpochSecond()));
        assertThat(push.headers().get("apns-id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(push.payload()).isEqualTo(ApnsPayload.write(message, false));
    }

    @Test
    void without_a_collapse_key_copies_collapse_by_the_sends_id_and_have_ids_of_their_own() {
        PushMessage message = Messages.plain("s-1", Messages.DEVICE_TOKEN, deadline);
        DeliveryOutcome first = deliver(message);
        DeliveryOutcome second = deliver(message);

        assertThat(first).isInstanceOf(Accepted.class).isNotEqualTo(second);
        assertThat(simulator.pushes(PushQuery.ofSend("s-1")))
                .extracting(push -> push.headers().get("apns-collapse-id"))
                .containsExactly("s-1", "s-1");
    }

    @Test
    void an_outcome_comes_on_the_lanes_context() {
        List<Object> where = lane.await(() -> connector.deliver(plain()).map(_ -> {
            return List.<Object>of(
                    Vertx.currentContext(), lane.context().nettyEventLoop().inEventLoop());
        }));
        assertThat(where).containsExactly(lane.context(), true);
    }

    @Test
    void room_is_one_before_the_first_valid_answer_and_what_a_connection_starts_with_after_it() {
        assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isEqualTo(1);
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isEqualTo(ApnsSettings.FIRST_IN_FLIGHT);
    }

    @Test
    void a_dead_device_token_says_since_when() {
        Instant since = Instant.parse("2026-11-20T08:00:00.123Z");
        refuse(DeviceRefusal.always(ApnsReason.UNREGISTERED).withSince(since));
        assertThat(deliver(plain())).isEqualTo(new Unregistered("Unregistered", since));
    }

    @Test
    void an_expired_provider_token_that_was_believed_before_costs_one_attempt_and_a_new_connection() {
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        refuse(DeviceRefusal.times(ApnsReason.EXPIRED_PROVIDER_TOKEN, 1));
        assertThat(deliver(plain()))
                .isEqualTo(new NotSent("ExpiredProviderToken", ApnsAnswer.RENEWAL_RETRY, Extent.DEVICE));
        assertThat(provider.fault()).isNull();
        lane.awaitRoom(connector);
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        assertThat(simulator.pushes()).extracting(Push::connection).containsExactly(1L, 1L, 2L);
    }

    @Test
    void a_provider_token_that_is_expired_when_it_is_new_says_that_the_clock_is_wrong_and_stops_the_app() {
        refuse(DeviceRefusal.times(ApnsReason.EXPIRED_PROVIDER_TOKEN, 2));
        for (int i = 0; i < 2; i++) {
            assertThat(deliver(plain()))
                    .isEqualTo(new NotSent("ExpiredProviderToken", Outcomes.CONFIGURATION_RETRY, Extent.APP));
            assertThat(provider.fault()).contains("ExpiredProviderToken", "clock is wrong");
            lane.awaitRoom(connector);
        }
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
        assertThat(simulator.pushes()).extracting(Push::connection).doesNotHaveDuplicates();
    }

    @Test
    void a_503_of_headers_alone_keeps_its_status() {
        simulator.behaviour().fail(Provider.APNS, Fault.BODILESS_503, 1);
        assertThat(deliver(plain())).isEqualTo(new Throttled("http_503", ApnsAnswer.SERVER_RETRY, Extent.APP));
        assertThat(deliver(plain())).isInstanceOf(Accepted.class);
    }

    @Test
    void a_proxys_page_is_judged_by_its_status() {
        simulator.behaviour().fail(Provider.APNS, Fault.HTML_502, 1);
        assertThat(deliver(plain())).isEqualTo(new Throttled("http_502", ApnsAnswer.SERVER_RETRY, Extent.APP));
    }

    @Test
    void what_would_break_the_requests_path_is_rejected_here() {
        assertThat(deliver(Messages.plain("s-1", "../../etc\r\n", deadline)))
                .isEqualTo(new Rejected("malformed_device_token", Blame.DEVICE));
        assertThat(simulator.pushes()).isEmpty();
    }

    @Test
    void a_message_whose_moment_is_over_is_never_written() {
        assertThat(deliver(Messages.plain("s-1", Messages.DEVICE_TOKEN, Instant.now())))
                .extracting(DeliveryOutcome::reason)
                .isEqualTo("late");
        assertThat(simulator.pushes()).isEmpty();
    }

    @Test
    void a_payload_beyond_4096_bytes_is_refused_by_Apple_as_counted_here() {
        var message = new PushMessage(
                "s-1",
                Messages.DEVICE_TOKEN,
                Messages.titled("x".repeat(5000)),
                null,
                null,
                deadline,
                Urgency.HIGH,
                Standing.PROVEN);
        assertThat(ApnsPayload.bytes(message, false)).isGreaterThan(4096);
        assertThat(deliver(message)).isEqualTo(new Rejected("PayloadTooLarge", Blame.MESSAGE));
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

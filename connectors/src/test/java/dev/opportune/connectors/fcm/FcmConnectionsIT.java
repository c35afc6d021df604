package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.HeardEvents;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Offer;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.fcm.FcmSettings.Bounds;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many connections a lane has to FCM, and how many messages on each.
class FcmConnectionsIT {

    private static final int STREAMS = 10;

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final HeardEvents heard = new HeardEvents();
    private final Instant deadline = Instant.now().plusSeconds(600);

    @TempDir
    private Path folder;

    private FcmProvider provider;
    private Connector connector;

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
        simulator.close();
    }

    @Test
    void another_connection_opens_before_the_present_ones_are_full_up_to_the_bound() {
        connect(simulated().withBounds(bounds(1, 3, Duration.ofMinutes(1))));
        simulator.behaviour().freeze(Provider.FCM);
        List<Future<DeliveryOutcome>> waiting = new ArrayList<>(offer(STREAMS - 3));
        assertThat(lane.call(connector::limit)).isEqualTo(STREAMS);
        waiting.addAll(offer(1));
        await().until(() -> lane.call(connector::limit) == 2 * STREAMS);
        waiting.addAll(offer(STREAMS));
        await().until(() -> lane.call(connector::limit) == 3 * STREAMS);
        waiting.addAll(offer(3 * STREAMS - waiting.size()));
        assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isZero();
        simulator.behaviour().unfreeze(Provider.FCM);
        for (Future<DeliveryOutcome> each : waiting) {
            assertThat(lane.await(() -> each)).isInstanceOf(Accepted.class);
        }
        assertThat(heard.all()).containsExactly("opened", "opened", "opened");
    }

    @Test
    void connections_that_are_not_needed_any_more_close_and_no_message_notices() {
        connect(simulated().withBounds(bounds(1, 4, Duration.ZERO)));
        simulator.behaviour().latency(Provider.FCM, Latency.fixed(Duration.ofMillis(20)));
        var offer = new Offer(connector, 400, deadline);
        assertThat(lane.await(offer::start)).hasSize(400).allMatch(Accepted.class::isInstance);
        assertThat(heard.all()).filteredOn("opened"::equals).hasSizeGreaterThan(1);
        await().until(() -> lane.call(connector::limit) == STREAMS);
        assertThat(lane.await(() -> connector.deliver(Messages.plain("s", Messages.DEVICE_TOKEN, deadline))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void more_messages_are_in_flight_than_one_connection_takes() {
        connect(simulated().withBounds(bounds(1, 4, Duration.ofMinutes(1))));
        simulator.behaviour().latency(Provider.FCM, Latency.fixed(Duration.ofMillis(50)));
        var offer = new Offer(connector, 500, deadline);
        assertThat(lane.await(offer::start)).hasSize(500).allMatch(Accepted.class::isInstance);
        assertThat(offer.mostInFlight()).isBetween(STREAMS + 1, 4 * STREAMS);
    }

    @Test
    void the_limit_follows_the_providers_settings_down_and_up() {
        try (var fcm = new ScriptedFcm(simulator, folder)) {
            Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
            fcm.onPush(request -> {
                connections.add(request.connection());
                ScriptedFcm.accept(request);
            });
            connect(fcm.settings().withBounds(bounds(1, 1, Duration.ofMinutes(1))));
            assertThat(deliverOne()).isInstanceOf(Accepted.class);
            streams(fcm, connections, 1);
            await().until(() -> lane.call(connector::limit) == 1);
            Set<HttpServerRequest> held = ConcurrentHashMap.newKeySet();
            fcm.onPush(held::add);
            Future<DeliveryOutcome> one = offer(1).getFirst();
            await().until(() -> held.size() == 1);
            assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isZero();
            streams(fcm, connections, 100);
            held.forEach(request -> fcm.run(() -> ScriptedFcm.accept(request)));
            assertThat(lane.await(() -> one)).isInstanceOf(Accepted.class);
            fcm.onPush(ScriptedFcm::accept);
            var offer = new Offer(connector, 200, deadline);
            assertThat(lane.await(offer::start)).allMatch(Accepted.class::isInstance);
            await().until(() -> lane.call(connector::limit) > 1);
        }
    }

    @Test
    void an_overloaded_provider_gets_fewer_messages_at_a_time() {
        try (var fcm = new ScriptedFcm(simulator, folder)) {
            connect(fcm.settings().withBounds(bounds(1, 1, Duration.ofMinutes(1))));
            fcm.onPush(request -> ScriptedFcm.answer(request, 503, ""));
            var _ = deliverOne();
            assertThat(lane.call(connector::limit)).isLessThan(STREAMS);
        }
    }

    @Test
    void what_is_held_when_a_connection_is_replaced_is_answered_on_it() {
        try (var fcm = new ScriptedFcm(simulator, folder)) {
            connect(fcm.settings().withBounds(bounds(1, 1, Duration.ofMinutes(1))));
            var held = new ConcurrentLinkedQueue<HttpServerRequest>();
            fcm.onPush(held::add);
            Future<DeliveryOutcome> old = offer(1).getFirst();
            await().until(() -> held.size() == 1);
            fcm.account("project-2");
            provider.refresh();
            await().until(() -> heard.all().contains("ended") && lane.call(connector::limit) == STREAMS);
            fcm.onPush(ScriptedFcm::accept);
            assertThat(deliverOne()).isInstanceOf(Accepted.class);
            fcm.run(() -> ScriptedFcm.accept(held.remove()));
            assertThat(lane.await(() -> old)).isInstanceOf(Accepted.class);
            assertThat(fcm.pushes())
                    .extracting(ScriptedFcm.Seen::path)
                    .containsExactly("/v1/projects/project-1/messages:send", "/v1/projects/project-2/messages:send");
        }
    }

    private static void streams(ScriptedFcm fcm, Set<HttpConnection> connections, int streams) {
        fcm.run(() -> connections.forEach(connection -> {
            var _ = connection.updateSettings(new Http2Settings().setMaxConcurrentStreams(streams));
        }));
    }

    private static Bounds bounds(int kept, int most, Duration surplusAfter) {
        return new Bounds(kept, most, STREAMS, surplusAfter, Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    private FcmSettings simulated() {
        var files = simulator.writeCredentials(folder);
        return new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca());
    }

    private void connect(FcmSettings settings) {
        provider = new FcmProvider(settings);
        connector = lane.call(() -> provider.connect(lane.lane(), heard));
        await().until(() -> lane.call(connector::limit) == STREAMS);
    }

    private List<Future<DeliveryOutcome>> offer(int messages) {
        return lane.call(() -> {
            var outcomes = new ArrayList<Future<DeliveryOutcome>>();
            for (int i = 0; i < messages; i++) {
                outcomes.add(connector.deliver(Messages.plain("s-" + i, Messages.DEVICE_TOKEN, deadline)));
            }
            return outcomes;
        });
    }

    private DeliveryOutcome deliverOne() {
        return lane.await(() -> offerOne());
    }

    private Future<DeliveryOutcome> offerOne() {
        return connector.deliver(Messages.plain("s", Messages.DEVICE_TOKEN, deadline));
    }
}

package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.HeardEvents;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of an app that change, break and are mended while it runs.
class FcmRefreshIT {

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final HeardEvents heard = new HeardEvents();
    private final List<String> quotas = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private ScriptedFcm fcm;
    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void listen() {
        fcm = new ScriptedFcm(simulator, folder);
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
    void a_file_that_did_not_change_changes_nothing() {
        connect();
        assertThat(deliver()).isInstanceOf(Accepted.class);
        provider.refresh();
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(fcm.tokenFetches()).isEqualTo(1);
        assertThat(heard.all()).doesNotContain("ended");
    }

    @Test
    void messages_go_for_the_new_account_with_its_own_token_and_quota() {
        connect();
        assertThat(deliver()).isInstanceOf(Accepted.class);
        fcm.account("project-2");
        provider.refresh();
        await().until(() -> quotas.contains("fcm/project-2"));
        lane.awaitRoom(connector);
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(fcm.pushes())
                .containsExactly(
                        new ScriptedFcm.Seen("/v1/projects/project-1/messages:send", "Bearer t-1"),
                        new ScriptedFcm.Seen("/v1/projects/project-2/messages:send", "Bearer t-2"));
    }

    @Test
    void an_unusable_file_stops_the_app_until_it_is_mended() {
        connect();
        assertThat(deliver()).isInstanceOf(Accepted.class);
        String good = fcm.accountText();
        fcm.writeAccount("{}");
        provider.refresh();
        assertThat(provider.fault())
                .startsWith("service_account_file: " + fcm.settings().serviceAccountFile()
                        + " is not the JSON key of a service account: it has no type");
        await().until(() -> room() == 0);
        assertThat(lane.call(connector::limit)).isZero();
        assertThat(deliver()).isInstanceOf(NotSent.class);
        fcm.writeAccount(good);
        provider.refresh();
        assertThat(provider.fault()).isNull();
        lane.awaitRoom(connector);
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(fcm.pushes()).hasSize(2);
    }

    @Test
    void an_app_whose_file_is_unusable_from_the_start_begins_when_it_is_mended() {
        String good = fcm.accountText();
        fcm.writeAccount("");
        provider = new FcmProvider(fcm.settings());
        assertThat(provider.fault()).isNotNull();
        connector = lane.call(() -> provider.connect(lane(), heard));
        assertThat(room()).isZero();
        fcm.writeAccount(good);
        provider.refresh();
        lane.awaitRoom(connector);
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void what_the_former_account_is_refused_does_not_stop_the_new_one() {
        connect();
        var held = new ConcurrentLinkedQueue<HttpServerRequest>();
        fcm.onPush(held::add);
        Future<DeliveryOutcome> old = lane.call(this::begin);
        await().until(() -> held.size() == 1);
        fcm.account("project-2");
        provider.refresh();
        await().until(() -> quotas.contains("fcm/project-2"));
        fcm.run(() -> ScriptedFcm.answer(held.remove(), 403, "{\"error\":{\"status\":\"PERMISSION_DENIED\"}}"));
        assertThat(lane.await(() -> old)).isEqualTo(new NotSent("PERMISSION_DENIED", Duration.ZERO, Extent.DEVICE));
        assertThat(provider.fault()).isNull();
    }

    @Test
    void room_is_never_more_than_the_permits_at_hand() {
        provider = new FcmProvider(fcm.settings());
        Quotas three = (_, _, _) -> Future.succeededFuture(new Quotas.Portion(3, Duration.ofMinutes(10)));
        Lane here = lane.lane();
        connector = lane.call(() ->
                provider.connect(new Lane(here.vertx(), here.context(), here.loop(), three, here.clock()), heard));
        lane.awaitRoom(connector);
        assertThat(room()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(deliver()).isInstanceOf(Accepted.class);
        }
        assertThat(room()).isZero();
        assertThat(deliver()).isEqualTo(new NotSent("no_room", Duration.ZERO, Extent.DEVICE));
        assertThat(fcm.pushes()).hasSize(3);
    }

    private void connect() {
        provider = new FcmProvider(fcm.settings());
        connector = lane.call(() -> provider.connect(lane(), heard));
        lane.awaitRoom(connector);
    }

    private Lane lane() {
        Lane here = lane.lane();
        return new Lane(
                here.vertx(),
                here.context(),
                here.loop(),
                (name, terms, wanted) -> {
                    quotas.add(name);
                    return Quotas.UNBOUNDED.take(name, terms, wanted);
                },
                here.clock());
    }

    private int room() {
        return lane.call(() -> connector.room(Standing.PROVEN));
    }

    private Future<DeliveryOutcome> begin() {
        return connector.deliver(
                Messages.plain("s", Messages.DEVICE_TOKEN, Instant.now().plusSeconds(600)));
    }

    private DeliveryOutcome deliver() {
        return lane.await(this::begin);
    }
}

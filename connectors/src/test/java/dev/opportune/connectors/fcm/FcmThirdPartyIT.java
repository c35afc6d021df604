package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.fcm.OAuthFetches.Result;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.FcmForm;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// iPhones and browsers of a project that lacks Apple's or the web key: they wait, and nobody else.
class FcmThirdPartyIT {

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final AtomicLong movedNanos = new AtomicLong();

    private FcmProvider provider;
    private Connector connector;

    @BeforeEach
    void connect(@TempDir Path folder) {
        var files = simulator.writeCredentials(folder);
        provider = new FcmProvider(
                new FcmSettings(
                        "shop", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca()),
                () -> System.nanoTime() + movedNanos.get());
        connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
    }

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"IPHONE", "BROWSER", "OAUTH_SENTENCE"})
    void many_of_them_cost_neither_the_access_token_nor_the_room_of_others(FcmForm form) {
        for (int i = 0; i < 60; i++) {
            simulator.behaviour().refuse("foreign-" + i, DeviceRefusal.always(form));
        }
        assertThat(deliver("android")).isInstanceOf(Accepted.class);
        int room = lane.call(() -> connector.room(Standing.PROVEN));
        int limit = lane.call(connector::limit);
        for (Future<DeliveryOutcome> each : offerForeign()) {
            assertThat(lane.await(() -> each))
                    .isInstanceOfSatisfying(
                            Throttled.class, it -> assertThat(it.extent()).isEqualTo(Extent.DEVICE));
        }
        assertThat(deliver("android")).isInstanceOf(Accepted.class);
        assertThat(provider.oauthFetches().count(Result.OK)).isEqualTo(1);
        assertThat(provider.fault()).isNull();
        assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isGreaterThanOrEqualTo(room - 62);
        assertThat(lane.call(connector::limit)).isGreaterThanOrEqualTo(limit);
    }

    @Test
    void what_is_missing_in_Firebase_is_said_until_such_a_device_gets_through() {
        warned(FcmForm.IPHONE, "the APNs key for iPhones", "Web Push");
        warned(FcmForm.BROWSER, "the Web Push certificate for browsers", "APNs");
        assertThat(deliver("android")).isInstanceOf(Accepted.class);
        assertThat(provider.warning()).isNotNull();
        simulator.behaviour().normal();
        assertThat(deliver("foreign")).isInstanceOf(Accepted.class);
        assertThat(provider.warning()).isNull();
    }

    @Test
    void what_was_not_heard_of_for_long_is_not_said_any_more() {
        warned(FcmForm.OAUTH_SENTENCE, "Firebase", "OAuth");
        movedNanos.addAndGet(ThirdParties.STANDS.minusMinutes(1).toNanos());
        assertThat(provider.warning()).isNotNull();
        movedNanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(provider.warning()).isNull();
    }

    private void warned(FcmForm form, String said, String unsaid) {
        simulator.behaviour().refuse("foreign", DeviceRefusal.always(form));
        assertThat(deliver("foreign")).isInstanceOf(Throttled.class);
        assertThat(provider.warning()).contains("in the Firebase console", said).doesNotContain(unsaid);
    }

    private List<Future<DeliveryOutcome>> offerForeign() {
        return lane.call(() -> {
            var outcomes = new ArrayList<Future<DeliveryOutcome>>();
            for (int i = 0; i < 60; i++) {
                outcomes.add(connector.deliver(
                        Messages.plain("s-" + i, "foreign-" + i, Instant.now().plusSeconds(600))));
            }
            return outcomes;
        });
    }

    private DeliveryOutcome deliver(String deviceToken) {
        var deadline = Instant.now().plus(Duration.ofMinutes(10));
        return lane.await(() -> connector.deliver(Messages.plain("s", deviceToken, deadline)));
    }
}

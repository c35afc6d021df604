package dev.opportune.connectors.apns;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.HeardEvents;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Growth;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/// A simulator, a lane, and a connector between them.
final class ApnsRig implements AutoCloseable {

    /// Fast enough for a test; idle surplus stays.
    static final Growth QUICK = new Growth(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofHours(1));

    static final Duration PATIENT = Duration.ofSeconds(50);

    final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    final TestLane lane = new TestLane();
    final HeardEvents heard = new HeardEvents();
    final Instant deadline = Instant.now().plusSeconds(600);

    private final Path folder;
    private final List<Connector> connectors = new ArrayList<>();
    private Connector connector;

    ApnsRig(Path folder) {
        this.folder = folder;
    }

    Endpoint endpoint() {
        return new Endpoint("localhost", simulator.apnsPort());
    }

    ApnsSettings settings(Endpoint endpoint, int maxConnections) {
        return ApnsFixture.settings(simulator, folder, endpoint, PATIENT, maxConnections);
    }

    @CanIgnoreReturnValue
    ApnsRig connect(Growth growth, int maxConnections) {
        var settings = settings(endpoint(), maxConnections);
        return connect(new ApnsProvider(settings, growth, ApnsProvider.usual(settings)), true);
    }

    @CanIgnoreReturnValue
    ApnsRig connect(ApnsProvider provider, boolean withRoom) {
        connector = lane.call(() -> provider.connect(lane.lane(), heard));
        connectors.add(connector);
        if (withRoom) lane.awaitRoom(connector);
        return this;
    }

    Connector connector() {
        return connector;
    }

    int limit() {
        return lane.call(connector::limit);
    }

    int room(Standing standing) {
        return lane.call(() -> connector.room(standing));
    }

    long heard(String event) {
        return heard.all().stream().filter(event::equals).count();
    }

    /// Waits for it, looking often.
    static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(condition);
    }

    PushMessage message(int number) {
        return message(number, Messages.DEVICE_TOKEN, Standing.PROVEN);
    }

    PushMessage message(int number, String deviceToken, Standing standing) {
        return new PushMessage(
                "s-" + number, deviceToken, Messages.titled("Raincoats"), null, null, deadline, Urgency.HIGH, standing);
    }

    DeliveryOutcome deliver(PushMessage message) {
        return lane.await(() -> connector.deliver(message));
    }

    DeliveryOutcome outcome(PushMessage message, BooleanSupplier isOurs) {
        return lane.await(() -> connector.deliver(message, isOurs));
    }

    /// Hands over so many in one turn of the lane.
    List<Future<DeliveryOutcome>> begin(int count, IntFunction<PushMessage> message) {
        return lane.call(() -> {
            List<Future<DeliveryOutcome>> begun = new ArrayList<>();
            for (int i = 0; i < count; i++) begun.add(connector.deliver(message.apply(i)));
            return begun;
        });
    }

    List<DeliveryOutcome> outcomes(List<Future<DeliveryOutcome>> begun) {
        return lane.await(() -> Future.all(begun).map(all -> all.<DeliveryOutcome>list()));
    }

    @Override
    public void close() {
        connectors.forEach(each -> lane.await(each::close));
        lane.close();
        simulator.close();
    }
}

package dev.opportune.connectors.apns;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.Platform;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.wire.Account;
import dev.opportune.connectors.wire.Growth;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Line;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.Patience;
import dev.opportune.connectors.wire.Reach;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One app at Apple: its key, shared by all lanes.
public final class ApnsProvider implements Provider {

    private static final Set<String> REASONS = Stream.of(
                    ApnsReason.words(),
                    Outcomes.REASONS,
                    Set.of(ApnsConnector.MALFORMED_DEVICE_TOKEN, ApnsConnector.UNUSABLE_CREDENTIALS))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /// Idle ones stay for an hour: "Keep your connections with APNs open across multiple notifications" (Sending
    /// notification requests to APNs).
    private static final Growth GROWTH =
            new Growth(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofHours(1));

    /// The least wait before a message that Apple may have goes again.
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ApnsSettings settings;
    private final Account<ApnsCredentials> account;
    private final Growth growth;
    private final Reach reach;
    private final Patience patience;

    /// Reads the app's key, and its CA file if there is one. When one is of no use that is the app's [#fault], and
    /// nothing is sent until [#refresh] finds it repaired.
    public ApnsProvider(ApnsSettings settings) {
        this(settings, GROWTH, usual(settings));
    }

    static Patience usual(ApnsSettings settings) {
        return Patience.of(settings.connectTimeout(), settings.answerTimeout());
    }

    ApnsProvider(ApnsSettings settings, Growth growth, Patience patience) {
        this.patience = patience;
        this.settings = settings;
        this.account = new Account<>(
                settings.app(), () -> ApnsCredentials.read(settings), settings.keyFile(), settings.caFile());
        this.growth = growth;
        this.reach = new Reach("APNs", settings.address(), settings.egress());
    }

    @Override
    public String app() {
        return settings.app();
    }

    @Override
    public Platform platform() {
        return Platform.APNS;
    }

    @Override
    public String canonical(String deviceToken) {
        return ApnsDeviceToken.canonical(deviceToken);
    }

    /// The body of the request, which is all that counts: "Generating a remote notification" limits the payload,
    /// and device token, topic and collapse id travel as path and headers.
    @Override
    public int payloadBytes(PushMessage message) {
        return ApnsPayload.bytes(message, settings.measureReceived());
    }

    @Override
    public Object payloadForm() {
        return settings.measureReceived() ? List.of(Platform.APNS, "measured") : Platform.APNS;
    }

    @Override
    public Set<String> reasons() {
        return REASONS;
    }

    /// Called on the lane's event loop.
    @Override
    public Connector connect(Lane lane, ConnectorListener listener) {
        var line = new Line(app(), "APNs", reach, patience, RETRY, new LaneLoop(lane), listener, lane.clock());
        var connector = new ApnsConnector(settings, account, growth, lane.loop(), line);
        connector.open();
        return connector;
    }

    @Override
    public @Nullable String fault() {
        String refusal = account.fault();
        return refusal == null ? outage() : refusal;
    }

    @Override
    public @Nullable String outage() {
        return reach.outage();
    }

    @Override
    public @Nullable String warning() {
        return account.warning();
    }

    @Override
    public @Nullable String slip() {
        return account.slip();
    }

    @Override
    public String settings() {
        return account.settings();
    }

    @Override
    public void refresh() {
        account.refresh();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}

package dev.opportune.gateway;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.Platform;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A provider as it is, whose attempts are written down: what the gateway knows of each push.
final class HeardProvider implements Provider {

    private final Provider provider;
    private final Map<String, List<Attempt>> byDeviceToken = new ConcurrentHashMap<>();
    private final Queue<PushMessage> begun = new ConcurrentLinkedQueue<>();
    private final Map<String, BooleanSupplier> ours = new ConcurrentHashMap<>();
    private final List<Heard> lanes = new CopyOnWriteArrayList<>();

    HeardProvider(Provider provider) {
        this.provider = provider;
    }

    /// One attempt, by the machine's clock.
    record Attempt(PushMessage message, Instant begun, DeliveryOutcome outcome) {}

    List<Attempt> attempts(String deviceToken) {
        return byDeviceToken.getOrDefault(deviceToken, List.of());
    }

    /// What the lanes handed over, each lane's in its order.
    List<PushMessage> begun() {
        return List.copyOf(begun);
    }

    /// Whether the lane that handed over a push of this send, the last one, still lets it go out.
    boolean isOurs(String sendId) {
        return ours.get(sendId).getAsBoolean();
    }

    /// The same, lane by lane.
    List<List<PushMessage>> begunByLane() {
        return lanes.stream().map(heard -> List.copyOf(heard.own)).toList();
    }

    @Override
    public Connector connect(Lane lane, ConnectorListener listener) {
        var heard = new Heard(provider.connect(lane, listener));
        lanes.add(heard);
        return heard;
    }

    @Override
    public String app() {
        return provider.app();
    }

    @Override
    public Platform platform() {
        return provider.platform();
    }

    @Override
    public String canonical(String deviceToken) {
        return provider.canonical(deviceToken);
    }

    @Override
    public int payloadBytes(PushMessage message) {
        return provider.payloadBytes(message);
    }

    @Override
    public Object payloadForm() {
        return provider.payloadForm();
    }

    @Override
    public Set<String> reasons() {
        return provider.reasons();
    }

    @Override
    public @Nullable String fault() {
        return provider.fault();
    }

    @Override
    public @Nullable String warning() {
        return provider.warning();
    }

    @Override
    public @Nullable String outage() {
        return provider.outage();
    }

    @Override
    public @Nullable String slip() {
        return provider.slip();
    }

    @Override
    public String settings() {
        return provider.settings();
    }

    @Override
    public void refresh() {
        provider.refresh();
    }

    @Override
    public Future<Void> close() {
        return provider.close();
    }

    private final class Heard implements Connector {
        private final Connector connector;
        private final Queue<PushMessage> own = new ConcurrentLinkedQueue<>();

        Heard(Connector connector) {
            this.connector = connector;
        }

        @Override
        public Future<DeliveryOutcome> deliver(PushMessage message, BooleanSupplier isOurs) {
            begun.add(message);
            own.add(message);
            ours.put(message.sendId(), isOurs);
            var at = Instant.now();
            return connector
                    .deliver(message, isOurs)
                    .onSuccess(outcome -> byDeviceToken
                            .computeIfAbsent(message.address(), _ -> new CopyOnWriteArrayList<>())
                            .add(new Attempt(message, at, outcome)));
        }

        @Override
        public int room(Standing standing) {
            return connector.room(standing);
        }

        @Override
        public int limit() {
            return connector.limit();
        }

        @Override
        public void whenRoom(Runnable listener) {
            connector.whenRoom(listener);
        }

        @Override
        public Future<Void> close() {
            return connector.close();
        }
    }
}

package dev.opportune.benchmarks;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.Platform;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Stands in for a provider: accepts every message on the lane's next turn, without a network or a payload.
final class AcceptingProvider implements Provider {

    private static final int LIMIT = 1000;
    private static final DeliveryOutcome ACCEPTED = new DeliveryOutcome.Accepted("accepted");

    @Override
    public String app() {
        return Workload.APP;
    }

    @Override
    public Platform platform() {
        return Platform.FCM;
    }

    @Override
    public String canonical(String deviceToken) {
        return deviceToken;
    }

    @Override
    public int payloadBytes(PushMessage message) {
        return 0;
    }

    @Override
    public Set<String> reasons() {
        return Set.of();
    }

    @Override
    public Connector connect(Lane lane, ConnectorListener listener) {
        return new Accepting(lane.context());
    }

    @Override
    public @Nullable String fault() {
        return null;
    }

    @Override
    public @Nullable String outage() {
        return null;
    }

    @Override
    public String settings() {
        return "";
    }

    @Override
    public void refresh() {}

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private static final class Accepting implements Connector {
        private final Context context;
        private int inFlight;
        private Runnable whenRoom = () -> {};

        Accepting(Context context) {
            this.context = context;
        }

        @Override
        public int room(Standing standing) {
            return LIMIT - inFlight;
        }

        @Override
        public int limit() {
            return LIMIT;
        }

        @Override
        public void whenRoom(Runnable listener) {
            whenRoom = listener;
        }

        @Override
        public Future<DeliveryOutcome> deliver(PushMessage message, BooleanSupplier isOurs) {
            Promise<DeliveryOutcome> outcome = Promise.promise();
            boolean full = ++inFlight == LIMIT;
            context.runOnContext(_ -> {
                inFlight--;
                outcome.complete(ACCEPTED);
                if (full) whenRoom.run();
            });
            return outcome.future();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}

package dev.opportune.connectors;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/// One lane's connections to one app's provider. Confined to its lane's event loop: every method is called there, and
/// every future completes there.
public interface Connector {

    /// How many messages for device tokens of that standing may be handed over right now. At zero none may be: the
    /// caller keeps what it has and is told by [#whenRoom]. Never more than the provider's streams allow, so that
    /// nothing queues inside.
    int room(Standing standing);

    /// How many messages may be in flight at most, as the settings, the provider and the open connections allow now;
    /// zero while no connection is open.
    int limit();

    /// Sets what runs, once, when [#room] of some standing leaves zero again. Setting another replaces it.
    void whenRoom(Runnable listener);

    /// Sends one message and gives what became of it within the connector's own timeout. Never throws, and the future
    /// fails for a defect alone: all that a provider or a network does is an outcome. Without room the outcome is
    /// [DeliveryOutcome.NotSent].
    ///
    /// @param isOurs whether it may still go out from here, asked each time that it is about to be written; what
    ///     may not is [DeliveryOutcome.NotSent]
    Future<DeliveryOutcome> deliver(PushMessage message, BooleanSupplier isOurs);

    /// Sends one message that nobody else may send.
    default Future<DeliveryOutcome> deliver(PushMessage message) {
        return deliver(message, () -> true);
    }

    /// Closes the connections; what is in flight gets its outcome first, within the connector's timeout.
    Future<Void> close();
}

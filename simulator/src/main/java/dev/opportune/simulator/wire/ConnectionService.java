package dev.opportune.simulator.wire;

/// A provider's side of one connection; called on the connection's event loop alone.
public interface ConnectionService {

    /// Handles a request. What it throws is a defect and closes the connection.
    Handled handle(Request request);

    /// What the provider says when it is not available, to a push: its own 503.
    Answer unavailable(Request push);

    /// Whether it asks for a push, well or badly: what faults strike and the record keeps.
    boolean isPush(Request request);

    /// The device token that a push names, without judging it; empty when it names none.
    String deviceTokenOf(Request push);
}

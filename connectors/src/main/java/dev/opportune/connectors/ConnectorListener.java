package dev.opportune.connectors;

/// Hears what a connector's connections do, so that somebody may measure it. Called on the lane's event loop: must be
/// quick and must not throw.
public interface ConnectorListener {

    /// Hears nothing.
    ConnectorListener NONE = new ConnectorListener() {
        @Override
        public void opened() {}

        @Override
        public void couldNotOpen() {}

        @Override
        public void goAway() {}

        @Override
        public void ended() {}
    };

    /// A connection is open.
    void opened();

    /// A connection did not open; there will be others.
    void couldNotOpen();

    /// The provider said that it takes no new streams on a connection (RFC 9113, 6.8). A graceful one may say so twice.
    void goAway();

    /// An open connection takes nothing more, whoever ended it.
    void ended();
}

package dev.opportune.simulator.wire;

import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of writes whose outcome nobody waits for. They fail when a client has gone, which is no defect.
final class Writes {

    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);

    private Writes() {}

    static void logFailure(Future<?> write) {
        if (write.isSuccess()) return;
        var _ = write.addListener(done -> {
            if (!done.isSuccess()) LOG.debug("not written: the client has gone", done.cause());
        });
    }
}

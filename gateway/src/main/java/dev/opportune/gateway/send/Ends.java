package dev.opportune.gateway.send;

import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.gateway.trace.Step;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.send.Delivery;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of sends that ended otherwise than they should: a line each, [#MOST] a second, with how many were left
/// out before. What providers said is theirs, and is cut. Confined to its lane.
final class Ends {

    /// Lines of a lane in a second.
    static final int MOST = 10;

    private static final Logger LOG = LoggerFactory.getLogger("dev.opportune.ends");

    /// What came of a lane's word for a send that was another's by then, as a trace tells it.
    static final String STALE = "stale";

    /// By the Elastic Common Schema.
    private static final String TRACE = "trace.id";

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int MOST_REASON = 64;

    private final LongSupplier nanoTime;
    private long secondNanos;
    private int said = MOST;
    private long leftOut;

    Ends(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.secondNanos = nanoTime.getAsLong() - SECOND_NANOS;
    }

    /// A send has ended.
    ///
    /// @param deliveries empty where it had none in hand
    void saw(String sendId, String category, SendState state, List<Delivery> deliveries, SendTrace trace) {
        if (!isAbnormal(state) || !LOG.isInfoEnabled() || !mayBeSaid()) return;
        var line = line(sendId, category, state, deliveries);
        if (trace.isFollowed()) LOG.atInfo().addKeyValue(TRACE, trace.id()).log("{} trace_id={}", line, trace.id());
        else LOG.info(line);
        leftOut = 0;
    }

    /// Tells a trace how writing an end down came out.
    ///
    /// @param isWritten false: the send was another lane's by then
    static void tell(Step step, boolean isWritten, SendState state, String reason) {
        if (!isWritten) step.over(STALE, "");
        else if (isAbnormal(state)) step.failed(state.word(), reason);
        else step.over(state.word(), reason);
    }

    static boolean isAbnormal(SendState state) {
        return switch (state) {
            case UNCONFIRMED, REJECTED, EXPIRED, FAILED -> true;
            case ACCEPTED, SUPPRESSED, CANCELLED, WAITING, READY, DISPATCHING -> false;
        };
    }

    private boolean mayBeSaid() {
        long now = nanoTime.getAsLong();
        if (now - secondNanos >= SECOND_NANOS) {
            secondNanos = now;
            said = 0;
        }
        if (said == MOST) {
            leftOut++;
            return false;
        }
        said++;
        return true;
    }

    private String line(String sendId, String category, SendState state, List<Delivery> deliveries) {
        var line = new StringBuilder("ended send_id=").append(sendId);
        line.append(" category=").append(category).append(" state=").append(state.word());
        for (var delivery : deliveries) {
            line.append(' ').append(delivery.app()).append('=');
            var outcome = delivery.outcome();
            line.append(outcome == null ? "open" : outcome.word());
            var reason = delivery.reason();
            if (reason != null && !reason.isEmpty()) line.append('/').append(word(reason));
            line.append(" attempts=").append(delivery.attempts());
        }
        return line.append(" left_out=").append(leftOut).toString();
    }

    /// One word, so that it is read as no more than that.
    private static String word(String reason) {
        var word = new StringBuilder(Math.min(reason.length(), MOST_REASON));
        for (int i = 0; i < reason.length() && i < MOST_REASON; i++) {
            char c = reason.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_-.:".indexOf(c) >= 0;
            word.append(plain ? c : '_');
        }
        return word.toString();
    }
}

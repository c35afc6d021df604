package dev.opportune.connectors.wire;

/// Whether a provider's answers take longer because of what we have in flight. Answers are judged a window at a
/// time by their geometric mean, which a long tail hardly moves, against the least that a window ever had.
///
/// By Little's law a provider that can work on no more at once answers later in proportion to what is in flight, so
/// a limit cut by the same proportion leaves no queue. A provider that has become slower for its own reasons does
/// not answer faster after a cut: then its present latency is the new measure. A latency that is only somewhat
/// raised is put to the same test after a while. Confined to its lane.
final class Latencies {

    /// What a window of answers says.
    enum Verdict {
        /// As quick as ever: the limit may grow.
        GOOD,
        /// Somewhat slower: the limit stays.
        RAISED,
        /// Slower, maybe for what we have in flight: [#kept] is what should be left of it.
        QUEUED,
        /// No quicker after a cut: what we have in flight is not why, and what was learnt is void.
        UNRELATED
    }

    /// Up to this multiple of the least latency all is good.
    private static final double GOOD = 1.25;

    /// Above this multiple there is a queue, unless it is one window alone: that may be an accident, or a change
    /// that it saw half of.
    private static final double BAD = 2;

    /// A latency that stays raised for so many windows is tested by a cut.
    private static final int LONGEST_RAISED = 32;

    /// A cut is at least so deep that its effect shows, and at most so deep that an accident does not cost much.
    private static final double MOST_KEPT = 0.7;

    private static final double LEAST_KEPT = 0.5;

    /// Latency has followed a cut when it fell by at least this part of what the limit lost.
    private static final double FOLLOWS = 1.0 / 3;

    private double sumOfLogs;
    private int answers;
    private int used;
    private int peak;
    private int peakBefore = Integer.MAX_VALUE;
    private double least = Double.POSITIVE_INFINITY;
    private double unrelatedAbove = Double.POSITIVE_INFINITY;
    private Verdict last = Verdict.GOOD;
    private int raised;
    private double kept = 1;

    /// @param wasUsed whether about as much was in flight as the limit allowed
    void add(long nanos, int inFlight, boolean wasUsed) {
        sumOfLogs += Math.log((double) Math.max(1, nanos));
        answers++;
        used += wasUsed ? 1 : 0;
        peak = Math.max(peak, inFlight);
    }

    /// Answers in this window.
    int size() {
        return answers;
    }

    /// Whether the last window that told something speaks for growth.
    boolean areGood() {
        return last == Verdict.GOOD || last == Verdict.UNRELATED;
    }

    /// The part of the limit that should be left when there is a queue.
    double kept() {
        return kept;
    }

    /// The most in flight in this window and the one before; no bound before anything is known.
    int mostInFlight() {
        return Math.max(peak, peakBefore);
    }

    /// Ends the window unjudged, and a test with it: something else has changed the limit.
    void forget() {
        unrelatedAbove = Double.POSITIVE_INFINITY;
        begin();
    }

    /// Ends the window. One in which the limit was mostly not used tells at best a lower least latency.
    ///
    /// @param isDoubling whether the limit doubles: then one bad window is enough, since there is no time for two;
    ///     and what follows the cut is no test, since latency lags behind
    Verdict judge(boolean isDoubling) {
        double typical = Math.exp(sumOfLogs / answers);
        boolean limitWasUsed = used * 2 >= answers;
        boolean unrelated = typical > unrelatedAbove;
        forget();
        least = unrelated ? typical : Math.min(least, typical);
        if (limitWasUsed || unrelated) {
            last = unrelated ? Verdict.UNRELATED : verdict(typical, isDoubling);
            return last;
        }
        return Verdict.GOOD;
    }

    private Verdict verdict(double typical, boolean isDoubling) {
        double grown = typical / least;
        raised = grown <= GOOD ? 0 : raised + 1;
        if (raised == 0) return Verdict.GOOD;
        boolean isBad = grown > BAD && (isDoubling || raised > 1);
        if (!isBad && raised <= LONGEST_RAISED) return Verdict.RAISED;
        kept = Math.clamp(1 / grown, LEAST_KEPT, MOST_KEPT);
        if (!isDoubling) unrelatedAbove = typical * (1 - FOLLOWS * (1 - kept));
        raised = 0;
        return Verdict.QUEUED;
    }

    private void begin() {
        peakBefore = answers == 0 ? peakBefore : peak;
        sumOfLogs = 0;
        answers = 0;
        used = 0;
        peak = 0;
    }
}

package dev.opportune.gateway.send.limit;

import java.util.random.RandomGenerator;

/// Whether an app's provider is worth trying, so that an outage costs little: closed while most attempts get an answer
/// from a provider that works; open for a while when they do not, and nothing is attempted; then one attempt is the
/// trial that closes it, or opens it for longer. Confined to the lane. It is
/// told the time by a clock that only goes forward, in milliseconds.
public final class Breaker {

    /// Attempts by which it judges.
    static final int JUDGED = 50;

    /// Failures among them without which it does not open.
    static final int LEAST_FAILURES = 10;

    static final long FIRST_PAUSE_MS = 1_000;
    static final long LONGEST_PAUSE_MS = 15_000;

    /// The longest pause that a provider is granted which asks for one.
    static final long LONGEST_ASKED_MS = 300_000;

    /// While a trial is on the wire.
    private static final long TRIAL_MS = 500;

    private final RandomGenerator random;

    /// The last attempts, the newest in bit 0; a set bit failed.
    private long failed;

    private int judged;
    private long askedMillis;
    private int openings;
    private boolean open;
    private long opensAgainMillis;
    private boolean onTrial;

    /// It opened since there was no connection.
    private boolean cutOff;

    public Breaker(RandomGenerator random) {
        this.random = random;
    }

    /// How long an attempt must wait; 0: it may begin.
    public long waitMillis(long nowMillis) {
        if (!open) return 0;
        if (onTrial) return TRIAL_MS;
        return Math.max(0, opensAgainMillis - nowMillis);
    }

    public boolean isOpen() {
        return open;
    }

    /// An attempt begins, when there was nothing to wait for.
    public void begins() {
        if (open) onTrial = true;
    }

    /// The provider answered as one that works. While it is open only the trial's answer counts: those to attempts from
    /// before it opened say nothing new.
    public void worked() {
        if (open && !onTrial) return;
        if (open) close();
        judge(0);
    }

    /// The provider did not answer, or said that it cannot take anything now.
    ///
    /// @param retryAfterMillis the wait that it asked for
    public void failed(long retryAfterMillis, long nowMillis) {
        askedMillis = Math.max(askedMillis, Math.min(retryAfterMillis, LONGEST_ASKED_MS));
        judge(1);
        int failures = Long.bitCount(failed);
        boolean tooMany = failures >= LEAST_FAILURES && failures * 2 >= judged;
        if (open ? onTrial : tooMany) open(nowMillis);
    }

    /// An attempt ended that says nothing of the provider.
    public void endedUnjudged() {
        onTrial = false;
    }

    /// What was wrong is mended: what was judged before says nothing any more.
    public void mended() {
        close();
    }

    /// There has been no connection for too long, and there is none now.
    public void cutOff(long nowMillis) {
        if (waitMillis(nowMillis) > 0) return;
        open(nowMillis);
        cutOff = true;
    }

    /// There is a connection: what opened it for the want of one is over.
    public void connected() {
        if (cutOff) close();
    }

    private void close() {
        open = false;
        onTrial = false;
        cutOff = false;
        openings = 0;
        forget();
    }

    private void open(long nowMillis) {
        open = true;
        onTrial = false;
        cutOff = false;
        long ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(openings, 10));
        openings++;
        opensAgainMillis = nowMillis + Math.max(ceiling - random.nextLong(ceiling / 2), askedMillis);
        forget();
    }

    private void forget() {
        failed = 0;
        judged = 0;
        askedMillis = 0;
    }

    private void judge(int bit) {
        failed = (failed << 1 | bit) & (1L << JUDGED) - 1;
        judged = Math.min(judged + 1, JUDGED);
    }
}

package dev.opportune.perf.attack;

/// Steps at a rate: an attacker that takes all of the machine proves nothing. For one thread.
public final class Pace {

    private static final double NANOS_A_SECOND = 1e9;

    private final double perSecond;
    private final long startNanos = System.nanoTime();
    private long steps;

    private Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    public static Pace perSecond(double steps) {
        return new Pace(steps);
    }

    /// Waits until the next step is due.
    public void next() throws InterruptedException {
        long dueNanos = startNanos + (long) (steps++ / perSecond * NANOS_A_SECOND);
        long waitMillis = (dueNanos - System.nanoTime()) / 1_000_000;
        if (waitMillis > 0) Thread.sleep(waitMillis);
    }
}

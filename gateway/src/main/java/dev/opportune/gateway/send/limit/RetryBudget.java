package dev.opportune.gateway.send.limit;

/// How many retries an app is granted: a tenth of its first attempts, and a few each second besides. So retries add
/// little to the load of a provider in trouble, and a quiet app's retries are not refused. Confined to the lane. It is
/// told the time by a clock that only goes forward, in milliseconds.
public final class RetryBudget {

    static final double PER_FIRST_ATTEMPT = 0.1;

    /// What first attempts may save up.
    static final int MOST_EARNED = 500;

    static final int FLOOR_PER_SECOND = 5;
    static final int MOST_OF_FLOOR = 10;

    private double earned;
    private double floor = MOST_OF_FLOOR;
    private long filledMillis;

    public void firstAttempt() {
        earned = Math.min(MOST_EARNED, earned + PER_FIRST_ATTEMPT);
    }

    /// Takes the permit for one retry; false: there is none.
    public boolean take(long nowMillis) {
        long elapsedMillis = Math.max(0, nowMillis - filledMillis);
        filledMillis = nowMillis;
        floor = Math.min(MOST_OF_FLOOR, floor + elapsedMillis * FLOOR_PER_SECOND / 1000.0);
        if (floor >= 1) {
            floor--;
            return true;
        }
        if (earned >= 1) {
            earned--;
            return true;
        }
        return false;
    }
}

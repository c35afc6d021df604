package dev.opportune.engagement.report;

/// The names of counts, as they are kept: short, since each hour of each label has its own. `docs/data.md` lists them.
public final class Metric {

    /// Sends that were admitted at once.
    public static final String ADMITTED = "a";

    public static final String DEFERRED = "d";
    public static final String IN_TIME = "t";
    public static final String FOUND_UNREGISTERED = "n";
    public static final String CLICKED = "c";
    public static final String DISMISSED = "x";
    public static final String REFUSED_AFTER = "f";

    /// Users who entered an experiment.
    public static final String ENTERED = "i";

    /// Those of them who did its goal in time.
    public static final String DID_GOAL = "g";

    /// Before a reason.
    static final String SUPPRESSED = "s:";

    /// Before a terminal state.
    static final String ENDED = "e:";

    /// Before an outcome, of deliveries to an app.
    static final String OUTCOME = "p:";

    /// Before a platform.
    static final String RECEIVED = "r:";

    /// Before the letter of a bucket: an opened send has one.
    static final String OPENED = "o";

    /// Before the letter of a bucket: a conversion that counts has one.
    static final String CONVERTED_AFTER = "w";

    /// Before a conversion's name.
    static final String DIRECT = "vd:";

    static final String INFLUENCED = "vi:";

    public static String suppressed(String reason) {
        return SUPPRESSED + reason;
    }

    public static String ended(String state) {
        return ENDED + state;
    }

    public static String outcome(String outcome) {
        return OUTCOME + outcome;
    }

    public static String received(String platform) {
        return RECEIVED + platform;
    }

    public static String openedAfter(int bucket) {
        return OPENED + Character.forDigit(bucket, Character.MAX_RADIX);
    }

    public static String convertedAfter(int bucket) {
        return CONVERTED_AFTER + Character.forDigit(bucket, Character.MAX_RADIX);
    }

    public static String converted(boolean direct, String name) {
        return (direct ? DIRECT : INFLUENCED) + name;
    }

    private Metric() {}
}

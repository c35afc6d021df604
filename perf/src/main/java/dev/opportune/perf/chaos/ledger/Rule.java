package dev.opportune.perf.chaos.ledger;

/// What four ledgers must agree on.
public enum Rule {
    ACCOUNTED("accepted sends that nothing is known of"),
    ONE_END("accepted sends without exactly one terminal state"),
    LEFT_OVER("keys of live sends left in Redis"),
    ONE_LIFE("idempotency keys that were taken twice"),
    NOTHING_TAKEN("sends told refused or suppressed that had an end or a push"),
    IN_TIME("pushes after their deadline"),
    WITHIN_CAPS("users with more than their cap allows"),
    EXPLAINED("pushes made twice that no disturbance explains"),
    ONE_COLLAPSE_ID("sends whose pushes do not replace each other"),
    RECORDED("receipts that differ from events or from the simulators' record"),
    HEARD("events that whoever reads on was not told, or that are gone"),
    SOMEBODYS("pushes and ends that no caller asked for"),
    SENSIBLE("answers outside of the contract"),
    MADE("disturbances that could not be made or did not end");

    private final String broken;

    Rule(String broken) {
        this.broken = broken;
    }

    /// What is counted when it does not hold.
    public String broken() {
        return broken;
    }
}

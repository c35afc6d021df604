package dev.opportune.statistics;

/// What was counted of one arm. Whoever entered counts, whatever became of the send.
///
/// @param users who entered
/// @param goals how many of them did what is counted, at least once, in their window
/// @param isHoldout those who are shown nothing
public record ArmCount(String name, long users, long goals, boolean isHoldout) {

    public ArmCount {
        if (name.isBlank()) throw new IllegalArgumentException("name: blank (expected: an arm's)");
        if (users < 0) throw new IllegalArgumentException("users: " + users + " (expected: >= 0)");
        if (goals < 0 || goals > users) {
            throw new IllegalArgumentException("goals: " + goals + " (expected: 0 to " + users + ")");
        }
    }

    /// 0 to 1; 0 of an arm without users.
    public double rate() {
        return users == 0 ? 0 : (double) goals / users;
    }

    /// Users who did not do it.
    public long without() {
        return users - goals;
    }
}

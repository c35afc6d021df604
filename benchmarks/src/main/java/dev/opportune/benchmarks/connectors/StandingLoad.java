package dev.opportune.benchmarks.connectors;

/// What is sent in one go.
enum StandingLoad {
    /// Good device tokens that were accepted before.
    PROVEN("proven ones alone"),
    /// The same, and beside them as many bad ones as the connector takes, none of them proven.
    PROVEN_BESIDE_BAD("proven ones, and as many bad ones as there is room for"),
    /// Good device tokens that nobody has tried yet.
    UNPROVEN("good but unproven ones");

    final String title;

    StandingLoad(String title) {
        this.title = title;
    }
}

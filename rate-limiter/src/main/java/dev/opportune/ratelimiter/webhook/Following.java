package dev.opportune.ratelimiter.webhook;

import java.util.List;

/// What came of an attempt to follow a partition.
public sealed interface Following {

    /// It is followed until the lease ends.
    ///
    /// @param fence of this follower: another one's is higher
    /// @param standings in the order of the webhooks that were asked for
    record Followed(long fence, List<Standing> standings) implements Following {}

    /// Another gateway follows it.
    record Held(long leftMillis) implements Following {}

    /// How far the deliveries to a webhook are in one partition.
    ///
    /// @param position id of the last event that was delivered or passed over
    /// @param next id of the one after it; empty: there is none
    /// @param lost events that were trimmed before they were delivered, ever since
    /// @param told of how many of them was told
    record Standing(String position, String next, long lost, long told, int deadLetters, int lettersAgain) {}
}

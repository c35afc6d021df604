package dev.opportune.connectors.wire;

import java.time.Duration;

/// What becomes of a message on a connection while it has no outcome: at the end of its moment, and when its answer is
/// overdue.
final class Fate {

    private Fate() {}

    static <A extends Attempt> void watch(A attempt, Connection<A> connection) {
        Line line = connection.line;
        long leftMillis = attempt.deadline().toEpochMilli() - line.clock().millis();
        attempt.settlement().watch(connection.unanswered, () -> overdue(attempt, connection));
        // Most moments last for longer than an answer may take.
        if (leftMillis < line.patience().answer().toMillis()) {
            attempt.settlement()
                    .watchMoment(line.lane(), Duration.ofMillis(leftMillis), () -> momentOver(attempt, connection));
        }
    }

    /// A message that has not left by its deadline must not leave at all, and what is on its way out can be stopped
    /// only together with its connection.
    static <A extends Attempt> void momentOver(A attempt, Connection<A> connection) {
        if (attempt.isHeld() || attempt.canBeLeftOut()) {
            attempt.settle(Outcomes.late());
        } else if (attempt.progress() != Progress.FLUSHED || hasStuck(attempt, connection)) {
            attempt.settle(attempt.progress().isMaybeHandled() ? connection.lost() : Outcomes.late());
            connection.sever("had not sent a message by its deadline");
        }
    }

    /// A message that has not left when it is another's to send is stopped with its connection.
    static <A extends Attempt> void notOurs(A attempt, Connection<A> connection) {
        attempt.settle(attempt.progress().isMaybeHandled() ? connection.lost() : Outcomes.notOurs());
        connection.sever("had not sent a message while it might");
    }

    /// Whether what left this process may still be on this machine: nothing was heard since, and not all has arrived.
    private static <A extends Attempt> boolean hasStuck(A attempt, Connection<A> connection) {
        return connection.heard() == attempt.heardBefore() && !connection.hasArrived();
    }

    /// A connection on which nothing at all was heard since the message went out is dead.
    private static <A extends Attempt> void overdue(A attempt, Connection<A> connection) {
        if (attempt.canBeLeftOut()) {
            attempt.settle(attempt.leftOut());
            return;
        }
        connection.permits.overloaded();
        boolean maybeHandled = attempt.progress().isMaybeHandled();
        attempt.settle(maybeHandled ? Outcomes.timeout(connection.line.retry()) : Outcomes.notConnected());
        if (connection.heard() == attempt.heardBefore()) {
            connection.foundDead("does not answer");
        } else {
            connection.cancel(attempt);
        }
    }
}

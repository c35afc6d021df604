package dev.opportune.gateway.http.guard;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;

/// What the connections of one lane share: turns, a look each second at what takes too long, and unread answers. Used
/// on the lane's event loop.
///
/// All connections share one budget for each turn of the loop, and those that have shown no key have a small part of
/// it, so that what they ask for stands beside the callers' requests, however many they are. What does not fit
/// waits, caller by caller, and its connection is not read.
final class LaneGuard {

    private final Guard guard;
    private final EventLoop loop;
    private final UnreadAnswers unread;
    private final Farewells farewells;
    private final Turns<ConnectionGuard> waiting = new Turns<>();
    private final ArrayDeque<ConnectionGuard> waitingWithoutKey = new ArrayDeque<>();
    private final LinkedHashSet<ConnectionGuard> withinHead = new LinkedHashSet<>();
    private final Heed heed = new Heed(System::nanoTime);
    private final int turnOfAll;
    private int left;
    private int leftWithoutKey = GuardLimits.TURN_OF_ALL_WITHOUT_KEY;
    private boolean turnIsPlanned;
    private long waitedNanos;

    LaneGuard(Guard guard, EventLoop loop, long unreadBytes) {
        this.guard = guard;
        this.loop = loop;
        this.turnOfAll = guard.turnOfAll();
        this.left = turnOfAll;
        this.unread = new UnreadAnswers(guard.metrics(), unreadBytes);
        this.farewells = new Farewells(guard::tellsCallersToLeave);
        var _ = loop.scheduleWithFixedDelay(
                this::look, GuardLimits.LOOK.toMillis(), GuardLimits.LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    Guard guard() {
        return guard;
    }

    UnreadAnswers unread() {
        return unread;
    }

    Farewells farewells() {
        return farewells;
    }

    /// What the connection may use of this turn.
    int turn(ConnectionGuard connection) {
        if (!connection.isKnown()) return Math.min(Math.min(left, leftWithoutKey), GuardLimits.TURN_WITHOUT_KEY);
        return Math.min(left, heed.turnOf(connection.caller()));
    }

    Heed heed() {
        return heed;
    }

    /// What it used.
    void used(ConnectionGuard connection, int cost) {
        left -= cost;
        if (!connection.isKnown()) leftWithoutKey -= cost;
        // Most turns use little, and then a new one need not be told from the one before.
        if (left < turnOfAll / 2 || leftWithoutKey < GuardLimits.TURN_OF_ALL_WITHOUT_KEY / 2) planTurn();
    }

    /// Serves the connection in a later turn, after those that wait already.
    void queue(ConnectionGuard connection) {
        connection.waitsFrom(System.nanoTime());
        if (connection.isKnown()) waiting.add(connection.caller(), connection);
        else waitingWithoutKey.add(connection);
        planTurn();
    }

    /// How long the connection whose turn it is waited for it, with a key; 0: what is served now did not wait.
    long waitedNanos() {
        return waitedNanos;
    }

    /// A timer, not a task: Netty runs all tasks there are before it reads again.
    private void planTurn() {
        if (turnIsPlanned) return;
        turnIsPlanned = true;
        var _ = loop.schedule(this::takeTurn, 0, TimeUnit.NANOSECONDS);
    }

    private void takeTurn() {
        turnIsPlanned = false;
        left = turnOfAll;
        leftWithoutKey = GuardLimits.TURN_OF_ALL_WITHOUT_KEY;
        // Each at most once; who is served and not done goes to the end.
        for (int others = waitingWithoutKey.size(); others > 0 && leftWithoutKey > 0; others--) {
            waitingWithoutKey.remove().goOn();
        }
        for (int others = waiting.size(); others > 0 && left > 0; others--) {
            var first = waiting.remove();
            waitedNanos = System.nanoTime() - first.waitsFromNanos();
            first.goOn();
        }
        waitedNanos = 0;
        if (!waiting.isEmpty() || !waitingWithoutKey.isEmpty()) planTurn();
    }

    /// The head of a request, or a preface, has begun and is not whole.
    void beganHead(ConnectionGuard connection) {
        withinHead.add(connection);
    }

    void endedHead(ConnectionGuard connection) {
        withinHead.remove(connection);
    }

    private void look() {
        long now = System.nanoTime();
        while (!withinHead.isEmpty() && withinHead.getFirst().headIsLate(now)) {
            withinHead.removeFirst().cut(Cut.SLOW_HEAD);
        }
        giveUpLate();
        guard.connections().forget();
    }

    private void giveUpLate() {
        if (unread.look(System.nanoTime())) return;
        var _ = loop.schedule(this::giveUpLate, 0, TimeUnit.NANOSECONDS);
    }
}

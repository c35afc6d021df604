package dev.opportune.gateway.http;

import java.util.HashMap;
import java.util.Map;

/// The bytes that one lane keeps of bodies which are not whole yet: so many in all, and half of them at most of one
/// caller, so that no caller's unfinished bodies keep out those of others. Confined to the lane's event loop.
final class BodyBudget {

    private final int most;
    private final Map<String, Integer> bytesOfCaller = new HashMap<>();
    private int bytes;

    /// @param most bytes in all
    BodyBudget(int most) {
        this.most = most;
    }

    /// Takes room for so many more bytes. False: there is none, and nothing was taken.
    boolean take(String caller, int more) {
        int his = bytesOfCaller.getOrDefault(caller, 0) + more;
        if (bytes + more > most || his > most / 2) return false;
        bytesOfCaller.put(caller, his);
        bytes += more;
        return true;
    }

    void giveBack(String caller, int less) {
        if (less == 0) return;
        bytesOfCaller.computeIfPresent(caller, (_, his) -> his == less ? null : his - less);
        bytes -= less;
    }

    /// How many are taken.
    int taken() {
        return bytes;
    }
}

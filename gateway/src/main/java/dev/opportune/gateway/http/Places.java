package dev.opportune.gateway.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Places of one lane for requests of a kind: so many in all, and fewer for each caller, so that no caller takes those
/// of all others. Confined to the lane's event loop.
public final class Places {

    private final String what;
    private final int all;
    private final int ofCaller;
    private final Map<String, Integer> taken = new HashMap<>();
    private int takenByAll;

    /// @param what takes them, as after a number
    /// @param all places there are
    /// @param ofCaller how many of them one caller may have at once
    public Places(String what, int all, int ofCaller) {
        this.what = what;
        this.all = all;
        this.ofCaller = ofCaller;
    }

    /// Takes a place, which is given back in the end; or says why there is none.
    public Optional<Reply> take(String caller) {
        int his = taken.getOrDefault(caller, 0);
        if (his >= ofCaller) return Optional.of(overloaded(ofCaller + " " + what + " of caller " + caller));
        if (takenByAll >= all) return Optional.of(overloaded(all + " " + what));
        taken.put(caller, his + 1);
        takenByAll++;
        return Optional.empty();
    }

    public void giveBack(String caller) {
        taken.computeIfPresent(caller, (_, his) -> his == 1 ? null : his - 1);
        takenByAll--;
    }

    /// How many are taken.
    public int taken() {
        return takenByAll;
    }

    private static Reply overloaded(String taken) {
        return Problem.OVERLOADED
                .because(taken + " are under way here (expected: fewer)")
                .retryAfter(Limits.RETRY);
    }
}

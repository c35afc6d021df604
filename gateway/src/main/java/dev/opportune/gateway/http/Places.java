package dev.opportune.gateway.http;

import java.util.HashMap;
import java.util.Map;

/// Places of one lane for requests that take long: so many in all, and fewer for each caller, so that no caller takes
/// those of all others. Confined to the lane's event loop.
public final class Places {

    private final int all;
    private final int ofCaller;
    private final Map<String, Integer> taken = new HashMap<>();
    private int takenByAll;

    /// @param all places there are
    /// @param ofCaller how many of them one caller may have at once
    public Places(int all, int ofCaller) {
        this.all = all;
        this.ofCaller = ofCaller;
    }

    /// What a request finds.
    public enum Found {
        /// It has a place now, and gives it back in the end.
        PLACE,
        /// Its caller has as many as one may have.
        CALLER_FULL,
        /// All are taken.
        FULL
    }

    public Found take(String caller) {
        int his = taken.getOrDefault(caller, 0);
        if (his >= ofCaller) return Found.CALLER_FULL;
        if (takenByAll >= all) return Found.FULL;
        taken.put(caller, his + 1);
        takenByAll++;
        return Found.PLACE;
    }

    public void giveBack(String caller) {
        taken.computeIfPresent(caller, (_, his) -> his == 1 ? null : his - 1);
        takenByAll--;
    }

    /// How many are taken.
    public int taken() {
        return takenByAll;
    }
}

package dev.opportune.gateway.http.guard;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who waits for a turn: each caller has as much of it as any other, however many connections it has. Used on one
/// lane's event loop.
final class Turns<T> {

    private final Map<String, ArrayDeque<T>> byCaller = new LinkedHashMap<>();
    private int size;

    /// Adds one of a caller's, after its others.
    void add(String caller, T it) {
        byCaller.computeIfAbsent(caller, _ -> new ArrayDeque<>()).add(it);
        size++;
    }

    /// Takes out the first of the caller that has waited longest since its last turn.
    T remove() {
        var first = byCaller.entrySet().iterator().next();
        String caller = first.getKey();
        var its = first.getValue();
        byCaller.remove(caller);
        var it = its.remove();
        if (!its.isEmpty()) byCaller.put(caller, its);
        size--;
        return it;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}

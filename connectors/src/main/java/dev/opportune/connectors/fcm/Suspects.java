package dev.opportune.connectors.fcm;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushMessage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who is to blame when FCM says "Request contains an invalid argument." and nothing else: the device, when it gets
/// that for two contents that other devices took. Remembers [#MOST_DEVICES] devices with [#MOST_CONTENTS] refused
/// contents each, the eldest forgotten first, and which contents passed in [#PASSED] places, where a later one takes
/// the place of an earlier. Contents are known by their hash codes alone. Confined to its lane.
final class Suspects {

    static final int MOST_DEVICES = 1_024;
    static final int MOST_CONTENTS = 4;
    static final int PASSED = 4_096;

    /// How many refusals of what others took make it the device's fault.
    private static final int ENOUGH = 2;

    private final Map<String, Set<Integer>> refused = new LinkedHashMap<>();
    private final int[] passed = new int[PASSED];

    /// A device took the message.
    void accepted(PushMessage message) {
        int content = hash(message.content());
        passed[place(content)] = content;
        if (!refused.isEmpty()) {
            var _ = refused.remove(message.address());
        }
    }

    /// A message was refused, and nobody named.
    ///
    /// @return whether it is now known to be the device's fault
    boolean refused(PushMessage message) {
        Set<Integer> contents = refused.remove(message.address());
        if (contents == null) contents = new LinkedHashSet<>();
        contents.add(hash(message.content()));
        if (contents.stream().filter(this::hasPassed).count() >= ENOUGH) return true;
        forgetEldest(contents, MOST_CONTENTS);
        refused.put(message.address(), contents);
        forgetEldest(refused.keySet(), MOST_DEVICES);
        return false;
    }

    int devices() {
        return refused.size();
    }

    private static void forgetEldest(Set<?> all, int most) {
        if (all.size() > most) {
            var eldest = all.iterator();
            var _ = eldest.next();
            eldest.remove();
        }
    }

    private boolean hasPassed(int content) {
        return passed[place(content)] == content;
    }

    /// Never 0, which is what an empty place holds.
    private static int hash(PushContent content) {
        int hash = content.hashCode();
        return hash == 0 ? 1 : hash;
    }

    private static int place(int content) {
        return (content ^ (content >>> 16)) & (PASSED - 1);
    }

    /// Another account's answers say nothing of these.
    void forget() {
        refused.clear();
        Arrays.fill(passed, 0);
    }
}

package dev.opportune.simulator.behaviour;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The device tokens that are answered with a refusal, at most so many of them.
public final class DeviceScripts {

    private final ConcurrentHashMap<String, DeviceRefusal> refusals = new ConcurrentHashMap<>();
    private final int largest;

    DeviceScripts(int largest) {
        this.largest = largest;
    }

    /// The refusal for the next push to that device token, if one is scripted; takes it.
    public @Nullable DeviceRefusal take(String deviceToken) {
        DeviceRefusal refusal = refusals.get(deviceToken);
        if (refusal == null || refusal.times() == DeviceRefusal.FOREVER) {
            return refusal;
        }
        DeviceRefusal[] taken = new DeviceRefusal[1];
        refusals.computeIfPresent(deviceToken, (key, present) -> {
            taken[0] = present;
            return present.afterOne();
        });
        return taken[0];
    }

    void put(String deviceToken, DeviceRefusal refusal) {
        if (refusals.size() >= largest && !refusals.containsKey(deviceToken)) {
            throw new IllegalStateException("scripted device tokens: full at " + largest);
        }
        refusals.put(deviceToken, refusal);
    }

    boolean remove(String deviceToken) {
        return refusals.remove(deviceToken) != null;
    }

    void clear() {
        refusals.clear();
    }
}

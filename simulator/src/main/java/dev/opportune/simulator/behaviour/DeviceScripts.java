package dev.opportune.simulator.behaviour;

import dev.opportune.simulator.record.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The device tokens that are answered with a refusal: at most so many by name, and shares of all.
public final class DeviceScripts {

    private final ConcurrentHashMap<String, DeviceRefusal> refusals = new ConcurrentHashMap<>();
    private final int largest;
    private volatile List<DeviceShare> shares = List.of();

    DeviceScripts(int largest) {
        this.largest = largest;
    }

    /// The refusal for a provider's next push to that device token, if one is scripted; takes it.
    public @Nullable DeviceRefusal take(Provider provider, String deviceToken) {
        DeviceRefusal named = refusals.isEmpty() ? null : refusals.get(deviceToken);
        if (named == null || named.reason().provider() != provider) return ofShare(provider, deviceToken);
        return named.times() == DeviceRefusal.FOREVER ? named : takeOne(deviceToken);
    }

    private @Nullable DeviceRefusal ofShare(Provider provider, String deviceToken) {
        for (DeviceShare share : shares) {
            if (share.provider() == provider && share.holds(deviceToken)) return DeviceRefusal.always(share.reason());
        }
        return null;
    }

    private @Nullable DeviceRefusal takeOne(String deviceToken) {
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

    /// Replaces the share of that reason; a fraction of 0 ends it.
    synchronized void share(DeviceShare next) {
        List<DeviceShare> replaced = new ArrayList<>(shares);
        replaced.removeIf(share -> share.reason() == next.reason());
        if (next.fraction() > 0) replaced.add(next);
        shares = List.copyOf(replaced);
    }

    synchronized void clear() {
        shares = List.of();
        refusals.clear();
    }
}

package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// A provider takes pushes in, and neither handles nor answers them for a while.
///
/// @param provider `apns` or `fcm`
public record ProviderFrozen(String provider, Duration lasts) implements Disturbance {

    static ProviderFrozen draw(Draw draw) {
        return new ProviderFrozen(draw.provider(), draw.millis(500, 12_000));
    }

    @Override
    public String whom() {
        return provider;
    }

    @Override
    public String what() {
        return "frozen for " + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        String which = "{\"provider\":\"" + provider + "\"}";
        fleet.providers().behave("freeze", which);
        try {
            Thread.sleep(lasts);
        } finally {
            fleet.providers().behave("unfreeze", which);
        }
        return "";
    }
}

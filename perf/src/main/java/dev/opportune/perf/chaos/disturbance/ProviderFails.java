package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A provider answers 503 for a while, or handles pushes whose answers are lost.
///
/// @param fault the simulator's word
record ProviderFails(String provider, String fault, Duration lasts) implements Disturbance {

    private static final List<String> FAULTS = List.of("bodiless_503", "unavailable", "reset_after_handling");

    /// As Firebase says that its 503 may be; Apple's is a refusal.
    private static final String AFTER_HANDLING = "unavailable_after_handling";

    private static final List<String> FAULTS_OF_FCM =
            Stream.concat(FAULTS.stream(), Stream.of(AFTER_HANDLING)).toList();
    private static final int AT_A_TIME = 15;
    private static final Duration AGAIN = Duration.ofMillis(250);

    static ProviderFails draw(Draw draw) {
        String provider = draw.provider();
        var faults = provider.equals("fcm") ? FAULTS_OF_FCM : FAULTS;
        return new ProviderFails(provider, faults.get(draw.oneOf(faults.size())), draw.millis(1_000, 5_000));
    }

    @Override
    public String whom() {
        return provider;
    }

    @Override
    public String what() {
        return fault + " for " + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        String fields = "{\"provider\":\"%s\",\"fault\":\"%s\",\"times\":%d}".formatted(provider, fault, AT_A_TIME);
        for (long left = lasts.dividedBy(AGAIN); left > 0; left--) {
            fleet.providers().behave("fail", fields);
            Thread.sleep(AGAIN);
        }
        return "";
    }
}

package dev.opportune.gateway;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.gateway.measure.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// What gateways of tests measure: purchases, folded so often that a test need not wait.
final class TestMeasurement {

    private TestMeasurement() {}

    /// With proofs.
    static Measurement ofPurchases() {
        return ofPurchases(() -> List.of(new ProofKey(1, new byte[32])));
    }

    /// @param keys of the proofs that pushes carry; none: they carry none
    static Measurement ofPurchases(Supplier<List<ProofKey>> keys) {
        return new Measurement(
                Labels.Limits.DEFAULT,
                Duration.ofDays(90),
                Set.of("purchase"),
                Interactions.Windows.DEFAULT,
                keys,
                Duration.ofMillis(100));
    }
}

package dev.opportune.gateway.measure;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.engagement.proof.Proofs;
import dev.opportune.ratelimiter.send.Touched;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Seals and opens proofs by the keys that are in force. Confined to a lane.
public final class LaneProofs {

    /// Of pushes that carry none.
    public static final LaneProofs NONE = new LaneProofs(List::of);

    private final Supplier<List<ProofKey>> keys;
    private List<ProofKey> present = List.of();
    private @Nullable Proofs proofs;

    /// @param keys none: pushes carry no proofs
    public LaneProofs(Supplier<List<ProofKey>> keys) {
        this.keys = keys;
    }

    /// The proof of a send; null: it has none, since it left no touch or there are no keys.
    public @Nullable String seal(String sendId, String user, @Nullable Touched touched) {
        if (touched == null) return null;
        var by = present();
        return by == null ? null : by.seal(sendId, new Proofs.Claim(touched.second(), touched.label(), user));
    }

    /// What a proof says of a send.
    public Proofs.Opened open(String sendId, String proof) {
        var by = present();
        return by == null ? new Proofs.Opened.UnknownKey() : by.open(sendId, proof);
    }

    private @Nullable Proofs present() {
        var now = keys.get();
        if (!now.equals(present)) {
            proofs = now.isEmpty() ? null : new Proofs(now);
            present = now;
        }
        return proofs;
    }
}

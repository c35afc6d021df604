package dev.opportune.statistics;

import java.util.List;
import org.apache.commons.numbers.gamma.LogGamma;

/// Whether users fell into arms as the weights say. Where they did not, some are missing from an arm, and no rate of
/// it can be trusted. The sequential multinomial test of Lindon and Malek (2020): the Bayes factor of any shares, drawn
/// by Dirichlet around the right ones, against the right ones. Looked at as often as one likes it exceeds 1,000 in at
/// most one of 1,000 sound experiments. Segments are disjoint people, so that their factors multiply.
///
/// @param lnBayesFactor against soundness; 0 before anybody entered
public record SampleRatio(double lnBayesFactor) {

    /// How far from the right ones shares are looked for: the less, the farther.
    static final double CONCENTRATION = 1_000;

    /// Above this the ratio is not sound.
    public static final double WARNS_ABOVE = 1_000;

    public static SampleRatio of(List<Segment> segments) {
        return new SampleRatio(segments.stream().mapToDouble(SampleRatio::of).sum());
    }

    private static double of(Segment segment) {
        double weights = 0;
        double users = 0;
        for (var share : segment.shares()) {
            weights += share.weight();
            if (share.weight() > 0) users += share.users();
        }
        double ln = LogGamma.value(CONCENTRATION) - LogGamma.value(CONCENTRATION + users);
        for (var share : segment.shares()) {
            // Nobody new falls into an arm of no weight: who is there came by a gateway that knew the former weights.
            if (share.weight() == 0) continue;
            double p = share.weight() / weights;
            ln += LogGamma.value(CONCENTRATION * p + share.users())
                    - LogGamma.value(CONCENTRATION * p)
                    - share.users() * Math.log(p);
        }
        return ln;
    }

    public boolean isSound() {
        return lnBayesFactor <= Math.log(WARNS_ABOVE);
    }

    /// Never infinite, so that it can be written as a number.
    public double bayesFactor() {
        return Math.min(Math.exp(lnBayesFactor), Double.MAX_VALUE);
    }
}

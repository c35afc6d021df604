package dev.opportune.ratelimiter.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Which arm of an experiment is a user's: a function of salt, arms, weights and user, equal on every gateway.
///
/// An arm's lot is the first 8 bytes of SHA-256(salt ‖ 0 ‖ arm ‖ 0 ‖ user), as a number between 0 and 1. The hold-out
/// is
/// cut first, by a lot of its own. Of the others the one with the smallest -ln(lot) ÷ weight is the user's (weighted
/// rendezvous hashing): it has its weight's share, and when one weight changes users move to or from that arm alone.
/// `StrictMath` gives the same bits on every Java platform.
final class Assignment {

    private static final int DISCARDED_BITS = Long.SIZE - 53;

    private Assignment() {}

    /// Whether the user is held out.
    static boolean isHeldOut(Experiment experiment, String user) {
        return experiment.holdout() > 0
                && lot(experiment.salt(), Experiment.HOLDOUT, user) < experiment.holdout() / 100.0;
    }

    /// The place of the user's arm among [Experiment#armNames], as it is when nobody is held out.
    static int armOf(Experiment experiment, String user) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        int place = 0;
        for (var arm : experiment.arms().entrySet()) {
            double cost = -StrictMath.log(lot(experiment.salt(), arm.getKey(), user)) / arm.getValue();
            if (cost < least) {
                least = cost;
                best = place;
            }
            place++;
        }
        return best;
    }

    /// Between 0 and 1, both excluded: the middle of one of 2^53 parts.
    static double lot(String salt, String arm, String user) {
        long bits = ByteBuffer.wrap(sha256(salt + '\0' + arm + '\0' + user)).getLong();
        return ((bits >>> DISCARDED_BITS) + 0.5) * 0x1p-53;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

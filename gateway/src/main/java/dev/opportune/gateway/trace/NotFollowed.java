package dev.opportune.gateway.trace;

import org.jspecify.annotations.Nullable;

/// The trace of a send that nobody follows: nothing of it is told.
final class NotFollowed implements SendTrace {

    private static final Measured UNKNOWN = () -> {};

    @Override
    public boolean isFollowed() {
        return false;
    }

    @Override
    public void isNamed(String sendId) {}

    @Override
    public @Nullable String kept() {
        return null;
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public void admitted(String category, String decision, String reason) {}

    @Override
    public void notAdmitted(String reason) {}

    @Override
    public Step claims(String category) {
        return Step.NONE;
    }

    @Override
    public Step queues(String app) {
        return Step.NONE;
    }

    @Override
    public Step attempts(String app, int number) {
        return Step.NONE;
    }

    @Override
    public Step settles(String category) {
        return Step.NONE;
    }

    @Override
    public Step parks(String category) {
        return Step.NONE;
    }

    @Override
    public Measured measured() {
        return UNKNOWN;
    }
}

package dev.opportune.engagement.history;

import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.send.Lease;
import dev.opportune.ratelimiter.send.Trial;
import org.jspecify.annotations.Nullable;

/// A send of a history, as far as it matters for what is counted.
final class ModelSend {

    enum State {
        WAITING,
        READY,
        LEASED,
        ENDED
    }

    final String id;
    final ModelPerson person;
    final String category;
    final Label.OfSends label;
    final long hourDecided;
    State state = State.WAITING;
    long dueMillis;

    @Nullable
    Lease lease;

    /// Which of the lanes has it.
    int owner;

    /// Whether it holds places or a touch.
    boolean holds;

    /// Whether its first owner is sure of what was seen: it was leased, and never taken over.
    boolean isCertain;

    /// What its ticket says; null: it is of no experiment, or its user could enter none.
    @Nullable
    Trial trial;

    /// It was deferred at the door, and no gate has let it pass since.
    boolean wasNeverAdmitted;

    ModelSend(String id, ModelPerson person, String category, Label.OfSends label, long hourDecided) {
        this.id = id;
        this.person = person;
        this.category = category;
        this.label = label;
        this.hourDecided = hourDecided;
    }
}

package dev.opportune.connectors.wire;

/// How far a message came on its way to its provider: that decides between "not sent" and "unconfirmed" when no answer
/// comes. Each step leads to the next one only; told out of turn, it changes nothing.
public enum Progress {
    /// Nothing of it is written.
    WAITING,
    /// A part of it may be out. What the provider does not have all of, it cannot have handled.
    BEGUN,
    /// The last of it is written, though maybe only into a buffer of ours: the provider may have all of it.
    WHOLE,
    /// All of it left this process.
    FLUSHED,
    /// The provider said that it did not look at it.
    REFUSED;

    /// Its first bytes are about to be written.
    Progress begun() {
        return this == WAITING ? BEGUN : this;
    }

    /// Its last bytes are written.
    Progress whole() {
        return this == BEGUN ? WHOLE : this;
    }

    /// The operating system took them.
    Progress flushed() {
        return this == WHOLE ? FLUSHED : this;
    }

    /// Whether the provider may have handled it.
    public boolean isMaybeHandled() {
        return this == WHOLE || this == FLUSHED;
    }
}

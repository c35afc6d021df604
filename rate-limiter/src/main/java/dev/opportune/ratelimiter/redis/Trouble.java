package dev.opportune.ratelimiter.redis;

import java.util.Locale;

/// Why a server does not serve, or not all: a closed set, so that metrics may be labelled by it.
public enum Trouble {
    OOM("is full, and takes nothing new"),
    READONLY("is a replica, and takes no writes"),
    NOREPLICAS("has fewer replicas than it must have to take writes"),
    MISCONF("cannot save to its disk, and takes no writes"),
    NOPERM("does not let this user run what a gateway runs"),
    NOAUTH("asks for a password"),
    WRONGPASS("does not take this user name and password"),
    LOADING("is loading its data"),
    BUSY("is held up by a script"),
    MASTERDOWN("is a replica that has lost its master"),
    CLUSTERDOWN("is a node of a cluster that is down"),
    /// With [#ASK]: of a slot on the move, and no trouble of the server's.
    TRYAGAIN("is moving the slot"),
    ASK("is moving the slot"),
    /// It replied with a sentence that is in no list of ours.
    OTHER("refuses"),

    UNKNOWN_HOST("is not reachable: there is no host of this name"),
    UNREACHABLE("is not reachable"),
    TLS("is not reachable by TLS"),
    SILENT("does not reply"),

    EMPTY("has come back empty", KeepsOut.ALL),
    SCHEMA("holds data of another schema", KeepsOut.ALL),
    PARTITIONS("holds data of another number of partitions", KeepsOut.ALL),
    NO_AOF("has no append-only file", KeepsOut.PROMISES),
    EVICTS("evicts keys when it is full", KeepsOut.PROMISES),
    NO_REPLICA("has no replica", KeepsOut.PROMISES),
    /// No replica has confirmed in time, again and again.
    UNREPLICATED("has no replica that confirms in time what is written", KeepsOut.PROMISES);

    /// Which commands are not sent to a server while it has this trouble.
    enum KeepsOut {
        /// All are: it says itself what it cannot take.
        NOTHING,
        /// Those by which somebody is promised something: see [Script#isPromise].
        PROMISES,
        /// All.
        ALL
    }

    private final String predicate;
    private final KeepsOut keepsOut;

    Trouble(String predicate) {
        this(predicate, KeepsOut.NOTHING);
    }

    Trouble(String predicate, KeepsOut keepsOut) {
        this.predicate = predicate;
        this.keepsOut = keepsOut;
    }

    /// As metrics call it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As it follows the server's name in a sentence.
    String predicate() {
        return predicate;
    }

    KeepsOut keepsOut() {
        return keepsOut;
    }

    /// Whether it is one slot's, and the server's other slots are served.
    boolean isOfOneSlot() {
        return this == TRYAGAIN || this == ASK;
    }

    /// Whether there is no server to speak to at all.
    boolean isOfTheWay() {
        return this == UNKNOWN_HOST || this == UNREACHABLE || this == TLS || this == SILENT;
    }
}

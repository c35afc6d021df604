package dev.opportune.ratelimiter.history;

import java.util.Arrays;

/// A history as it was read, which a lane passes on unread when it ends the send. Immutable.
public final class Waited {

    /// Of a send that has not waited.
    public static final Waited NONE = new Waited(new byte[0]);

    private static final byte ALONE = 'h';
    private static final byte AFTER_TICKET = 'H';
    private static final int TICKET_BYTES = 11;

    private final byte[] packed;

    private Waited(byte[] packed) {
        this.packed = packed;
    }

    /// Of a receipt: what follows its last string.
    public static Waited ofReceipt(byte[] rest) {
        return rest.length == 0 ? NONE : new Waited(rest);
    }

    /// Of a send's record: what follows its last string, where a ticket may come first, and the last byte says which is
    /// there (`sends.lua`).
    public static Waited ofSend(byte[] rest) {
        if (rest.length == 0) return NONE;
        return switch (rest[rest.length - 1]) {
            case ALONE -> new Waited(Arrays.copyOf(rest, rest.length - 1));
            case AFTER_TICKET -> new Waited(Arrays.copyOfRange(rest, TICKET_BYTES, rest.length - 1));
            default -> NONE;
        };
    }

    public boolean isNone() {
        return packed.length == 0;
    }

    /// For the script that keeps it on.
    public byte[] packed() {
        return packed.clone();
    }

    /// What it says.
    public History read() {
        return History.read(packed);
    }
}

package dev.opportune.ratelimiter.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.Fields;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.ArrayList;
import java.util.List;

/// What became of a send while it waited, in its order, as `history.lua` keeps it.
///
/// @param gone how many entries there were after the first [#FIRST] that made way for later ones
public record History(int gone, List<Entry> entries) {

    /// Entries that are kept.
    public static final int MOST = 24;

    /// Of those, the ones that no later one takes the place of.
    public static final int FIRST = 4;

    /// Of a send that has not waited.
    public static final History NONE = new History(0, List.of());

    /// Kind and instant.
    private static final int HEAD_BYTES = 7;

    private static final int INSTANT_BYTES = 6;

    public History {
        entries = List.copyOf(entries);
    }

    static History read(byte[] packed) {
        if (packed.length == 0) return NONE;
        var from = new Fields(packed);
        int gone = from.two();
        int many = from.one();
        var entries = new ArrayList<Entry>(many);
        for (int i = 0; i < many; i++) {
            int length = from.one();
            int kind = from.one();
            long at = instant(from);
            byte[] more = from.bytes(length - HEAD_BYTES);
            // A kind that only a later release knows is passed over.
            switch (kind) {
                case 'l' -> entries.add(new Entry.TakenUp(at));
                case 'p' -> entries.add(new Entry.Parked(at, instant(new Fields(more)), reason(more)));
                case 'n' -> entries.add(new Entry.NotYet(at, instant(new Fields(more)), reason(more)));
                case 'r' -> entries.add(putOff(at, new Fields(more)));
                case 't' -> entries.add(new Entry.TakenOver(at, new String(more, UTF_8)));
                case 'f' -> entries.add(new Entry.BroughtForward(at, new String(more, UTF_8)));
                default -> {}
            }
        }
        return new History(gone, entries);
    }

    private static Entry putOff(long at, Fields from) {
        long until = instant(from);
        if (!from.hasMore()) return new Entry.PutOff(at, until, List.of(), 0);
        var said = new Unpacked(from.rest());
        int others = said.smallNumber();
        return new Entry.PutOff(at, until, Tried.read(said), others);
    }

    private static String reason(byte[] more) {
        return new String(more, INSTANT_BYTES, more.length - INSTANT_BYTES, UTF_8);
    }

    private static long instant(Fields from) {
        return ((long) from.two() << Integer.SIZE) | Integer.toUnsignedLong(from.four());
    }
}

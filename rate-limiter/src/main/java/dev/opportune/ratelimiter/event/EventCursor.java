package dev.opportune.ratelimiter.event;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;

/// How far a reader of [RedisEvents] has come in each partition, and at which it goes on. Opaque to readers: base64url
/// of a version, the number of partitions, the next one and the newest position's milliseconds, then for each partition
/// 0 (from the oldest) or how much older its position is and the position's number within the millisecond.
final class EventCursor {

    private static final int VERSION = 1;

    /// A position so much older than the newest says nothing any more: what it would leave out is long gone.
    private static final long MAX_AGE_MILLIS = 1L << 35;

    /// Events of one partition in one millisecond.
    private static final long MAX_NUMBER = 1L << 35;

    private static final int MAX_HEAD_BYTES = 1 + 3 + 3 + 10;
    private static final int MAX_POSITION_BYTES = 6 + 5;

    /// At which partition it goes on, so that each has its turn.
    int next;

    /// Of the last event read of each partition; 0: none.
    final long[] millis;

    /// That event's number within its millisecond.
    final long[] numbers;

    private EventCursor(int partitions) {
        this.millis = new long[partitions];
        this.numbers = new long[partitions];
    }

    /// Before the oldest event that is kept.
    static EventCursor oldest(int partitions) {
        return new EventCursor(partitions);
    }

    /// As many characters as a cursor has at most.
    static int maxChars(int partitions) {
        return ((MAX_HEAD_BYTES + MAX_POSITION_BYTES * partitions) * 4 + 2) / 3;
    }

    /// Throws an [IllegalArgumentException] for what is no cursor of so many partitions.
    static EventCursor parse(String text, int partitions) {
        try {
            var from = ByteBuffer.wrap(decoded(text));
            if (from.get() != VERSION) throw malformed();
            if (number(from) != partitions) {
                throw new IllegalArgumentException(
                        "of another number of partitions (expected: a cursor of this gateway)");
            }
            var cursor = new EventCursor(partitions);
            cursor.next = (int) (number(from) % partitions);
            long newest = number(from);
            for (int p = 0; p < partitions; p++) cursor.readPosition(p, newest, from);
            if (from.hasRemaining()) throw malformed();
            return cursor;
        } catch (BufferUnderflowException e) {
            throw malformed();
        }
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw malformed();
        }
    }

    private void readPosition(int p, long newest, ByteBuffer from) {
        long age = number(from);
        if (age == 0) return;
        millis[p] = newest - (age - 1);
        numbers[p] = number(from);
        if (millis[p] < 0 || numbers[p] >= MAX_NUMBER) throw malformed();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("no cursor (expected: one that an answer gave)");
    }

    /// The cursor as readers have it.
    String text() {
        long newest = 0;
        for (long ms : millis) newest = Math.max(newest, ms);
        var to = ByteBuffer.allocate(MAX_HEAD_BYTES + MAX_POSITION_BYTES * millis.length);
        to.put((byte) VERSION);
        write(millis.length, to);
        write(next, to);
        write(newest, to);
        for (int p = 0; p < millis.length; p++) {
            long age = newest - millis[p];
            if (millis[p] == 0 || age >= MAX_AGE_MILLIS) {
                write(0, to);
            } else {
                write(age + 1, to);
                write(numbers[p], to);
            }
        }
        var bytes = new byte[to.flip().remaining()];
        to.get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Seven bits a byte, the lowest first.
    private static void write(long number, ByteBuffer to) {
        long rest = number;
        while (rest > 0x7f) {
            to.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    private static long number(ByteBuffer from) {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte b = from.get();
            number |= (long) (b & 0x7f) << shift;
            if (b >= 0) return number;
        }
        throw malformed();
    }
}

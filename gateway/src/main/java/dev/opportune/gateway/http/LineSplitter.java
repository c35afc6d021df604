package dev.opportune.gateway.http;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Cuts a body into its lines, which end in LF or CRLF; the last one may end with the body. Lines of nothing but
/// white space are passed over, but counted in the numbers of those that follow. Holds one chunk and one line.
public final class LineSplitter {

    private static final Buffer EMPTY = Buffer.buffer();
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final int maxBytes;
    private Buffer chunk = EMPTY;
    private int at;
    private Buffer line = Buffer.buffer();
    private boolean tooLong;
    private long number;

    /// @param maxBytes of a line, without its end
    LineSplitter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// A line that is not blank.
    public sealed interface Line {
        /// Counted from 1.
        long number();

        record Whole(long number, Buffer bytes) implements Line {}

        /// It has more bytes than a line may have; they are gone.
        record TooLong(long number) implements Line {}

        /// What came in its place is no text, and nothing follows it.
        record Unreadable(long number, String why) implements Line {}
    }

    /// Takes the next part of the body, once [#next] has given null.
    void add(Buffer next) {
        assert isEmpty();
        chunk = next;
        at = 0;
    }

    /// Gives the next line that is whole, or null when more of the body is needed.
    @Nullable
    Line next() {
        while (!isEmpty()) {
            int end = at;
            while (end < chunk.length() && chunk.getByte(end) != LF) end++;
            keep(at, end);
            boolean whole = end < chunk.length();
            at = whole ? end + 1 : end;
            var ended = whole ? end() : null;
            if (ended != null) return ended;
        }
        chunk = EMPTY;
        at = 0;
        return null;
    }

    /// Gives what follows the last line end, once the body has ended, or null when that is nothing.
    @Nullable
    Line rest() {
        return line.length() == 0 && !tooLong ? null : end();
    }

    /// The number of the line that has begun and is not whole yet; 0: none has.
    long begun() {
        return line.length() == 0 && !tooLong ? 0 : number + 1;
    }

    /// What stands for the line that is not whole yet, when no more of the body can be read.
    Line unreadable(String why) {
        line = Buffer.buffer();
        tooLong = false;
        return new Line.Unreadable(++number, why);
    }

    /// Whether there has been nothing of a line yet.
    boolean isUnbegun() {
        return number == 0 && line.length() == 0 && !tooLong;
    }

    /// Whether all of the chunk has been looked at.
    boolean isEmpty() {
        return at == chunk.length();
    }

    private void keep(int from, int to) {
        // One byte more, for a CR.
        if (tooLong || line.length() + (to - from) > maxBytes + 1) {
            tooLong = true;
            line = Buffer.buffer();
        } else {
            line.appendBuffer(chunk, from, to - from);
        }
    }

    private @Nullable Line end() {
        number++;
        int length = line.length();
        if (length > 0 && line.getByte(length - 1) == CR) length--;
        boolean over = tooLong || length > maxBytes;
        var bytes = line.slice(0, length);
        line = Buffer.buffer();
        tooLong = false;
        if (over) return new Line.TooLong(number);
        return isBlank(bytes) ? null : new Line.Whole(number, bytes);
    }

    /// White space as JSON has it.
    private static boolean isBlank(Buffer bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            byte b = bytes.getByte(i);
            if (b != ' ' && b != '\t' && b != CR) return false;
        }
        return true;
    }
}

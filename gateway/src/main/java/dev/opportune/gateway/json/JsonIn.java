package dev.opportune.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One strict pass over one JSON document. Each reading method takes the value at hand whole, and gives null after
/// noting what is wrong with it, so that one pass finds many faults. No tree is built.
public final class JsonIn {

    /// The wire contract's bound on nesting.
    public static final int MAX_DEPTH = 32;

    /// After so many faults the rest is not looked at.
    public static final int MAX_ERRORS = 20;

    /// Objects in one another as sends have them; for more there is more made.
    private static final int USUAL_DEPTH = 3;

    private static final long[] NONE = {};

    // Names are not interned: callers choose them, and the JVM would keep them all.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(4096)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final byte[] json;
    private final JsonParser parser;
    private final List<FieldError> errors = new ArrayList<>(0);
    private long[] seen = new long[USUAL_DEPTH + 1]; // a bit for each member of each open object
    private long[] absent = NONE; // of these, those that are null and so not there; made when there is one
    private int depth;

    private JsonIn(byte[] json, JsonParser parser) {
        this.json = json;
        this.parser = parser;
    }

    /// Reads a whole document. It is valid when nothing was noted against it.
    public static <T> Parsed<T> read(Buffer json, Document<T> document) {
        byte[] bytes = json.getBytes();
        if (!isAscii(bytes) && !ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8)) {
            return refused("bytes that are not UTF-8 (expected: UTF-8)");
        }
        if (bytes.length > 0 && bytes[0] == (byte) 0xef) return refused("a byte order mark (expected: none)");
        try (JsonParser parser = JSON.createParser(bytes)) {
            var in = new JsonIn(bytes, parser);
            T value = in.whole(document);
            return value != null && in.errors.isEmpty()
                    ? new Parsed.Valid<>(value)
                    : new Parsed.Invalid<>(List.copyOf(in.errors));
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes cannot fail to be read", e);
        }
    }

    private static boolean isAscii(byte[] bytes) {
        byte all = 0;
        for (byte octet : bytes) all |= octet;
        return all >= 0;
    }

    private static <T> Parsed<T> refused(String detail) {
        return new Parsed.Invalid<>(List.of(new FieldError("", detail)));
    }

    private <T> @Nullable T whole(Document<T> document) throws IOException {
        try {
            if (parser.nextToken() == null) {
                error("an empty body (expected: a JSON object)");
                return null;
            }
            T value = document.read(this);
            if (parser.nextToken() != null) error("more after the end of the object (expected: nothing)");
            return value;
        } catch (StreamConstraintsException e) {
            errors.add(new FieldError(
                    "", "nested too deep, or a name or number too long (expected: at most " + MAX_DEPTH + " levels)"));
            return null;
        } catch (JsonProcessingException e) {
            errors.add(new FieldError(
                    pointer(), Objects.requireNonNullElse(JsonSyntax.fault(json), "not JSON (expected: RFC 8259)")));
            return null;
        } catch (TooManyErrors e) {
            return null;
        }
    }

    /// Enters the object at hand; gives false when it is none. Ends with the null of [#nextMember] or [#nextEntry].
    public boolean beginObject() throws IOException {
        if (!expect(JsonToken.START_OBJECT, "an object")) return false;
        depth++;
        if (depth == seen.length) seen = Arrays.copyOf(seen, MAX_DEPTH + 1);
        seen[depth] = 0;
        if (depth < absent.length) absent[depth] = 0;
        return true;
    }

    /// Goes to the value of the next member that the object may have and has not had; gives its name, or null at the
    /// object's end. A member that is `null` is passed over like one that is not there, unless the shape keeps it.
    public @Nullable String nextMember(Shape shape) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            int index = shape.indexOf(name);
            if (index < 0) {
                error("an unknown member (expected: " + String.join(", ", shape.names()) + ")");
            } else if ((seen[depth] & 1L << index) != 0) {
                error("given twice (expected: once)");
            } else {
                seen[depth] |= 1L << index;
                if (parser.nextToken() != JsonToken.VALUE_NULL || shape.keepsNull(name)) return name;
                if (absent.length == 0) absent = new long[MAX_DEPTH + 1];
                absent[depth] |= 1L << index;
                continue;
            }
            parser.nextToken();
            parser.skipChildren();
        }
        depth--;
        return null;
    }

    /// Whether the object just ended had the member, good or bad.
    public boolean had(Shape shape, String name) {
        int ended = depth + 1;
        long there = ended < absent.length ? seen[ended] & ~absent[ended] : seen[ended];
        return (there & 1L << shape.indexOf(name)) != 0;
    }

    /// Notes each of these members that the object just ended did not have.
    public void require(Shape shape, String... names) {
        for (String name : names) {
            if (!had(shape, name)) error(name, "is missing");
        }
    }

    /// Goes to the value of the next member of an object whose names are the caller's; gives its name, or null at the
    /// object's end.
    ///
    /// @param names what a name must be
    /// @param before the names of this object so far; a new one is added
    public @Nullable String nextEntry(Text names, Set<String> before) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            String fault = before.add(name) ? names.fault(name) : "given twice (expected: once)";
            if (fault != null) error(fault);
            parser.nextToken();
            if (fault == null) return name;
            parser.skipChildren();
        }
        depth--;
        return null;
    }

    /// Reads an array; gives how many items it has, or -1 when it is none.
    public int array(int maxItems, Item item) throws IOException {
        if (!expect(JsonToken.START_ARRAY, "an array")) return -1;
        int items = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (items++ < maxItems) {
                item.read();
            } else {
                parser.skipChildren();
            }
        }
        if (items > maxItems) error("has " + items + " items (expected: at most " + maxItems + ")");
        return items;
    }

    public @Nullable String string(Text rule) throws IOException {
        if (rule.secret() && parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_STRING) {
            error("no string (expected: a string)"); // a number may be the secret all the same
            return null;
        }
        if (!expect(JsonToken.VALUE_STRING, "a string")) return null;
        String value = parser.getText();
        String fault = rule.fault(value);
        if (fault == null) return value;
        error(fault);
        return null;
    }

    /// Reads a string that has a meaning; `meaning` throws an [IllegalArgumentException] whose message says what is
    /// wrong with it.
    public <T> @Nullable T string(Text rule, Meaning<T> meaning) throws IOException {
        String value = string(rule);
        if (value == null) return null;
        try {
            return meaning.of(value);
        } catch (IllegalArgumentException e) {
            error(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /// Reads a whole number, however it is written: JSON has one kind of number, and `1.0` and `1e2` are whole.
    public @Nullable Integer integer(int min, int max) throws IOException {
        String expected = "a whole number from " + min + " to " + max;
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT && !expect(JsonToken.VALUE_NUMBER_INT, expected)) {
            return null;
        }
        Integer value = isPlainInt() ? within(parser.getIntValue(), min, max) : wholeNumber(parser.getText(), min, max);
        if (value == null) error(shown() + " (expected: " + expected + ")");
        return value;
    }

    /// As nearly every whole number comes: nothing is made of it but itself.
    private boolean isPlainInt() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT;
    }

    private static @Nullable Integer within(int value, int min, int max) {
        return value >= min && value <= max ? value : null;
    }

    /// The range is looked at first: digits are written out only for what is known to have few.
    private static @Nullable Integer wholeNumber(String text, int min, int max) {
        try {
            var number = new BigDecimal(text);
            boolean isBetween =
                    number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
            boolean isWhole = isBetween && number.stripTrailingZeros().scale() <= 0;
            return isWhole ? number.intValueExact() : null;
        } catch (NumberFormatException _) { // an exponent that no number in the range has
            return null;
        }
    }

    public @Nullable Double number(double min, double max) throws IOException {
        String expected = "a number from " + min + " to " + max;
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT && !expect(JsonToken.VALUE_NUMBER_FLOAT, expected)) {
            return null;
        }
        double value = parser.getDoubleValue();
        if (value >= min && value <= max) return value == 0 ? 0.0 : value;
        error(shown() + " (expected: " + expected + ")");
        return null;
    }

    /// Reads true or false; false after noting that it is neither.
    public boolean isTrue() throws IOException {
        return parser.currentToken() != JsonToken.VALUE_FALSE && expect(JsonToken.VALUE_TRUE, "true or false");
    }

    /// Whether the value at hand is `null`.
    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /// Where the value at hand begins, in bytes from the document's start.
    public int startByte() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /// Where the value just read ends, in bytes from the document's start.
    public int endByte() {
        return Math.toIntExact(parser.currentLocation().getByteOffset());
    }

    /// A fault of the value at hand that is not held against the document.
    public FieldError fault(String detail) {
        return new FieldError(pointer(), detail);
    }

    /// Notes a fault of the value at hand.
    public void error(String detail) {
        note(pointer(), detail);
    }

    /// Notes a fault of a member of the object just read.
    public void error(String member, String detail) {
        note(pointer() + '/' + member, detail);
    }

    JsonParser parser() {
        return parser;
    }

    boolean expect(JsonToken token, String expected) throws IOException {
        if (parser.currentToken() == token) return true;
        boolean isOfMany = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        // What is there may be a device token without its quotes.
        error((isOfMany && parser.currentToken().isNumeric() ? "a number" : shown()) + " (expected: " + expected + ")");
        parser.skipChildren();
        return false;
    }

    private String shown() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> shortened(parser.getText());
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value at hand: " + parser.currentToken());
        };
    }

    private static String shortened(String number) {
        return number.length() <= 40 ? number : number.substring(0, 40) + "…";
    }

    private String pointer() {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private void note(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
        if (errors.size() >= MAX_ERRORS) throw new TooManyErrors();
    }

    /// What reads a document's only value; gives null when a fault was noted.
    public interface Document<T> {
        @Nullable
        T read(JsonIn in) throws IOException;
    }

    /// What reads one item of an array.
    public interface Item {
        void read() throws IOException;
    }

    /// What a string stands for.
    public interface Meaning<T> {
        T of(String value);
    }

    /// Ends the pass; never leaves this class.
    private static final class TooManyErrors extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyErrors() {
            super(null, null, false, false);
        }
    }
}

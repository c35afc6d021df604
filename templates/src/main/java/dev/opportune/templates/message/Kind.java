package dev.opportune.templates.message;

import com.ibm.icu.util.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What kind of thing an argument is, and how one is made of what JSON has.
public enum Kind {
    /// A string; a number or a boolean as it is written.
    TEXT("a text"),
    /// A number, or a string of one in decimals.
    NUMBER("a number"),
    /// A string: an instant, or a day or a day and time of the user's own zone.
    DATE("a date such as \"2026-11-28\" or \"2026-11-28T12:00:00Z\""),
    /// An object of `value`, a string of decimals, and `currency`, an ISO 4217 code.
    MONEY("money such as {\"value\": \"12.50\", \"currency\": \"EUR\"}");

    /// As many digits before the point, and as many after it, has a number at most: what is longer is no amount of
    /// anything, and would be written out.
    private static final int MOST_DIGITS = 20;

    private static final Set<String> CURRENCIES = java.util.Currency.getAvailableCurrencies().stream()
            .map(java.util.Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private static final Instant SAMPLE_DATE = Instant.parse("2026-11-28T12:00:00Z");
    private static final BigDecimal SAMPLE_AMOUNT = new BigDecimal("12.50");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    /// What is expected, for people.
    public String words() {
        return words;
    }

    /// Something of this kind, to show what a message looks like.
    public Value sample(long number) {
        return switch (this) {
            case TEXT -> new Value.Text("Alex");
            case NUMBER -> new Value.Numeric(number);
            case DATE -> new Value.Moment(SAMPLE_DATE);
            case MONEY -> new Value.Money(SAMPLE_AMOUNT, Currency.getInstance("EUR"));
        };
    }

    /// The value that this is; null when it is none of this type, or blank.
    ///
    /// @param json a string, a boolean, a number, a map, a list or null
    public @Nullable Value of(@Nullable Object json) {
        return switch (this) {
            case TEXT -> text(json);
            case NUMBER -> number(json);
            case DATE -> json instanceof String text ? date(text) : null;
            case MONEY -> json instanceof Map<?, ?> members ? money(members) : null;
        };
    }

    private static @Nullable Value text(@Nullable Object json) {
        return switch (json) {
            case String text -> {
                var clean = CleanText.of(text);
                yield clean.isEmpty() ? null : new Value.Text(clean);
            }
            case Boolean bool -> new Value.Text(bool.toString());
            case Number number
            when number(number) instanceof Value.Numeric(var known) ->
                new Value.Text(known instanceof BigDecimal decimal ? decimal.toPlainString() : known.toString());
            case null, default -> null;
        };
    }

    private static @Nullable Value number(@Nullable Object json) {
        return switch (json) {
            case Byte number -> new Value.Numeric(number.longValue());
            case Short number -> new Value.Numeric(number.longValue());
            case Integer number -> new Value.Numeric(number.longValue());
            case Long number -> new Value.Numeric(number);
            case BigInteger number -> bounded(new BigDecimal(number));
            case BigDecimal number -> bounded(number);
            case Double number -> Double.isFinite(number) ? bounded(BigDecimal.valueOf(number)) : null;
            case Float number -> Float.isFinite(number) ? bounded(new BigDecimal(number.toString())) : null;
            case String text when isDecimal(text) -> bounded(new BigDecimal(text));
            case null, default -> null;
        };
    }

    private static @Nullable Value bounded(BigDecimal number) {
        boolean isLong = number.precision() - (long) number.scale() > MOST_DIGITS || number.scale() > MOST_DIGITS;
        if (isLong) return null;
        if (number.scale() <= 0 && number.precision() - number.scale() <= 18) {
            return new Value.Numeric(number.longValueExact());
        }
        return new Value.Numeric(number);
    }

    /// Digits, with a sign and a point perhaps: no exponent, no blank.
    private static boolean isDecimal(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = 0;
        int points = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') digits++;
            else if (c != '.' || ++points > 1 || digits == 0) return false;
        }
        return digits > 0 && digits <= 2 * MOST_DIGITS && !text.endsWith(".");
    }

    private static @Nullable Value date(String text) {
        try {
            TemporalAccessor when = switch (text.length()) {
                case 10 -> LocalDateTime.of(LocalDate.parse(text), LocalTime.MIN);
                case 16 -> LocalDateTime.parse(text);
                default -> hasOffset(text) ? OffsetDateTime.parse(text).toInstant() : LocalDateTime.parse(text);
            };
            return switch (when) {
                case Instant instant -> inEra(instant.getEpochSecond()) ? new Value.Moment(instant) : null;
                case LocalDateTime local -> inEra(local.toEpochSecond(ZoneOffset.UTC)) ? new Value.Local(local) : null;
                default -> null;
            };
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static boolean hasOffset(String text) {
        int time = text.indexOf('T');
        if (time < 0) time = text.indexOf('t');
        if (time < 0) return false;
        return text.indexOf('Z', time) > 0
                || text.indexOf('z', time) > 0
                || text.indexOf('+', time) > 0
                || text.indexOf('-', time) > 0;
    }

    /// The years 0 to 9999, as java.time writes them without a sign.
    private static boolean inEra(long seconds) {
        return seconds >= -62_167_219_200L && seconds < 253_402_300_800L;
    }

    private static @Nullable Value money(Map<?, ?> members) {
        if (members.size() != 2) return null;
        if (!(members.get("value") instanceof String value) || !isDecimal(value)) return null;
        if (!(members.get("currency") instanceof String currency) || !CURRENCIES.contains(currency)) return null;
        if (!(bounded(new BigDecimal(value)) instanceof Value.Numeric)) return null;
        return new Value.Money(new BigDecimal(value), Currency.getInstance(currency));
    }
}

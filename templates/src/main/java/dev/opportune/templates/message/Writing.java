package dev.opportune.templates.message;

import com.ibm.icu.util.CurrencyAmount;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/// The values that one send's messages are written with, and the formats that they are written by. One thread's.
public final class Writing {

    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_ISOLATE = '\u2069';
    private static final String HEX = "0123456789ABCDEF";

    private final Value[] values;
    private final Formats.OfLocale formats;
    private final TimeZone icuZone;
    private final ZoneId zone;
    private final boolean isRightToLeft;

    /// @param values by the arguments' places
    /// @param locale of numbers and dates
    /// @param isRightToLeft whether the messages are
    public Writing(Value[] values, Formats formats, ULocale locale, ZoneId zone, boolean isRightToLeft) {
        this.values = values;
        this.formats = formats.in(locale);
        this.icuZone = formats.zone(zone);
        this.zone = zone;
        this.isRightToLeft = isRightToLeft;
    }

    void insert(StringBuilder out, Part.Insert insert) {
        var value = values[insert.argument()];
        switch (insert.style()) {
            case Style.OfNumbers style -> number(out, value, style);
            case Style.OfDates style -> date(out, value, style);
            case Style.Text() -> isolated(out, ((Value.Text) value).text());
            case Style.Raw() -> out.append(raw(value));
            case Style.OfLinks() -> encode(out, raw(value));
        }
    }

    void count(StringBuilder out, Part.Count count) {
        var _ = formats.of(Style.Numeral.PLAIN)
                .format(less(values[count.argument()], count.offset()))
                .appendTo(out);
    }

    Message chosen(Part.Plural plural) {
        var value = values[plural.argument()];
        if (!plural.exact().isEmpty()) {
            var exact = plural.exact().get(((Value.Numeric) value).number().doubleValue());
            if (exact != null) return exact;
        }
        var number = formats.of(plural.sample()).format(less(value, plural.offset()));
        return plural.forms().getOrDefault(plural.rules().select(number), plural.other());
    }

    Message chosen(Part.Select select) {
        return select.forms().getOrDefault(((Value.Text) values[select.argument()]).text(), select.other());
    }

    private static Number less(Value value, long offset) {
        var number = ((Value.Numeric) value).number();
        if (offset == 0) return number;
        return number instanceof BigDecimal decimal
                ? decimal.subtract(BigDecimal.valueOf(offset))
                : number.longValue() - offset;
    }

    private void number(StringBuilder out, Value value, Style.OfNumbers style) {
        var format = formats.of(style);
        var _ = switch (value) {
            case Value.Numeric(var number) -> format.format(number).appendTo(out);
            case Value.Money(var amount, var currency) ->
                format.format(new CurrencyAmount(amount, currency)).appendTo(out);
            case Value.Text _, Value.Moment _, Value.Local _ -> throw unfit(value, style);
        };
    }

    private void date(StringBuilder out, Value value, Style.OfDates style) {
        var at = switch (value) {
            case Value.Moment(var instant) -> instant;
            case Value.Local(var local) -> local.atZone(zone).toInstant();
            case Value.Text _, Value.Numeric _, Value.Money _ -> throw unfit(value, style);
        };
        date(out, at, style);
    }

    private void date(StringBuilder out, Instant at, Style.OfDates style) {
        var format = formats.of(style);
        if (!format.getTimeZone().equals(icuZone)) format.setTimeZone(icuZone);
        out.append(format.format(Long.valueOf(at.toEpochMilli())));
    }

    /// A text of the other direction would draw what stands around it into its own order.
    private void isolated(StringBuilder out, String text) {
        if (Directions.differ(text, isRightToLeft)) {
            out.append(FIRST_STRONG_ISOLATE).append(text).append(POP_ISOLATE);
        } else {
            out.append(text);
        }
    }

    /// For programs: the same in every locale.
    private String raw(Value value) {
        return switch (value) {
            case Value.Text(var text) -> text;
            case Value.Numeric(BigDecimal number) -> number.toPlainString();
            case Value.Numeric(var number) -> number.toString();
            case Value.Moment(var at) -> at.toString();
            case Value.Local(var at) -> at.atZone(zone).toInstant().toString();
            case Value.Money money -> throw unfit(money, new Style.Raw());
        };
    }

    /// By percent, all but what RFC 3986 calls unreserved.
    private static void encode(StringBuilder out, String text) {
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (unit & 0xFF);
            boolean isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (isPlain || c == '-' || c == '.' || c == '_' || c == '~') out.append(c);
            else out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }

    private static IllegalStateException unfit(Value value, Style style) {
        return new IllegalStateException(value.getClass().getSimpleName() + " in " + style);
    }
}

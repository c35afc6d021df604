package dev.opportune.templates.message;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.util.ULocale;

/// The styles of `number`, `date` and `time`.
final class Styles {

    static Style of(String name, Kind type, String kind, String style) throws MessageException {
        return switch (kind) {
            case "number" -> number(name, type, style);
            case "date" -> dated(name, type, kind, style);
            case "time" -> dated(name, type, kind, style);
            default ->
                throw new MessageException(name + ", " + kind, "number, date, time, plural, selectordinal or select");
        };
    }

    private static Style number(String name, Kind type, String style) throws MessageException {
        if (type == Kind.MONEY) {
            if (style.equals("currency")) return Style.Numeral.CURRENCY;
            throw new MessageException(
                    name + ", number" + said(style), "number, currency, since " + name + " is money");
        }
        if (type != Kind.NUMBER) throw new MessageException(name + ", number", "a number, not " + type.words());
        return switch (style) {
            case "" -> Style.Numeral.PLAIN;
            case "integer" -> Style.Numeral.INTEGER;
            case "percent" -> Style.Numeral.PERCENT;
            case "currency" ->
                throw new MessageException(
                        name + ", number, currency", "type: money, since a number has no currency of its own");
            default ->
                checked(
                        name,
                        "number",
                        style,
                        new Style.NumberSkeleton(
                                skeleton(name, "number", style, "integer, percent or a skeleton such as ::.00")));
        };
    }

    private static Style dated(String name, Kind type, String kind, String style) throws MessageException {
        if (type != Kind.DATE) throw new MessageException(name + ", " + kind, "a date, not " + type.words());
        boolean isDay = kind.equals("date");
        return switch (style) {
            case "short" -> isDay ? new Style.Day(DateFormat.SHORT) : new Style.Time(DateFormat.SHORT);
            case "", "medium" -> isDay ? new Style.Day(DateFormat.MEDIUM) : new Style.Time(DateFormat.MEDIUM);
            case "long" -> isDay ? new Style.Day(DateFormat.LONG) : new Style.Time(DateFormat.LONG);
            case "full" -> isDay ? new Style.Day(DateFormat.FULL) : new Style.Time(DateFormat.FULL);
            default ->
                checked(
                        name,
                        kind,
                        style,
                        new Style.DateSkeleton(
                                skeleton(name, kind, style, "short, medium, long, full or a skeleton such as ::MMMd")));
        };
    }

    private static String skeleton(String name, String kind, String style, String expected) throws MessageException {
        if (style.startsWith("::")) return style.substring(2).strip();
        throw new MessageException(name + ", " + kind + said(style), expected);
    }

    private static Style checked(String name, String kind, String written, Style style) throws MessageException {
        try {
            switch (style) {
                case Style.OfNumbers numbers -> {
                    var _ = numbers.make(ULocale.ENGLISH).format(1);
                }
                case Style.OfDates dates -> {
                    var _ = dates.make(ULocale.ENGLISH);
                }
                case Style.Text _, Style.Raw _, Style.OfLinks _ -> {}
            }
            return style;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new MessageException(name + ", " + kind + said(written), "a skeleton that ICU knows", e);
        }
    }

    private static String said(String style) {
        return style.isEmpty() ? "" : ", " + style;
    }

    private Styles() {}
}

package dev.opportune.templates.message;

import com.ibm.icu.number.LocalizedNumberFormatter;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The formats of one thread, each made once. Not thread-safe, as ICU's formats of dates are not.
public final class Formats {

    /// As many zones are kept: more than there are.
    private static final int MOST_ZONES = 1_000;

    /// As many formats are kept, of one to two KB each. What is beyond is made each time: slower, and right.
    private static final int MOST_FORMATS = 20_000;

    /// ICU makes a format of numbers fast when it has been used as often.
    private static final int USES = 4;

    private final Map<ULocale, OfLocale> locales = new HashMap<>();
    private final Map<ZoneId, TimeZone> zones = new HashMap<>();
    private int kept;

    /// Those of one locale.
    final class OfLocale {
        private final ULocale locale;
        private final Map<Style, LocalizedNumberFormatter> numbers = new HashMap<>();
        private final Map<Style, DateFormat> dates = new HashMap<>();

        private OfLocale(ULocale locale) {
            this.locale = locale;
        }

        LocalizedNumberFormatter of(Style.OfNumbers style) {
            var known = numbers.get(style);
            if (known != null) return known;
            var made = style.make(locale);
            if (kept < MOST_FORMATS) {
                numbers.put(style, made);
                kept++;
            }
            return made;
        }

        DateFormat of(Style.OfDates style) {
            var known = dates.get(style);
            if (known != null) return known;
            var made = style.make(locale);
            if (kept < MOST_FORMATS) {
                dates.put(style, made);
                kept++;
            }
            return made;
        }
    }

    /// How many there are.
    public int size() {
        return kept;
    }

    /// Makes those of one locale that will be needed. Takes its time.
    public void make(ULocale locale, Set<Style> styles) {
        var formats = in(locale);
        for (var style : styles) {
            if (kept == MOST_FORMATS) return;
            switch (style) {
                case Style.OfNumbers numbers -> {
                    var format = formats.of(numbers);
                    for (int i = 0; i < USES; i++) {
                        var _ = format.format(i);
                    }
                }
                case Style.OfDates dates -> {
                    var _ = formats.of(dates).format(Long.valueOf(0));
                }
                case Style.Text _, Style.Raw _, Style.OfLinks _ -> {}
            }
        }
    }

    OfLocale in(ULocale locale) {
        var known = locales.get(locale);
        if (known != null) return known;
        var made = new OfLocale(locale);
        if (locales.size() < MOST_FORMATS) locales.put(locale, made);
        return made;
    }

    /// The zone as ICU's formats take it, with the rules of java.time: the same that quiet hours go by.
    TimeZone zone(ZoneId zone) {
        var known = zones.get(zone);
        if (known != null) return known;
        var id = java.util.TimeZone.getTimeZone(zone).getID();
        var made = TimeZone.getTimeZone(id, TimeZone.TIMEZONE_JDK).freeze();
        if (zones.size() == MOST_ZONES) zones.clear();
        zones.put(zone, made);
        return made;
    }
}

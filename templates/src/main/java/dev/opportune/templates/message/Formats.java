package dev.opportune.templates.message;

import com.ibm.icu.number.LocalizedNumberFormatter;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/// The formats of one thread, each made once. Not thread-safe, as ICU's formats of dates are not.
public final class Formats {

    /// As many zones are kept: more than there are.
    private static final int MOST_ZONES = 1_000;

    private final Map<ULocale, OfLocale> locales = new HashMap<>();
    private final Map<ZoneId, TimeZone> zones = new HashMap<>();

    /// Those of one locale.
    static final class OfLocale {
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
            numbers.put(style, made);
            return made;
        }

        DateFormat of(Style.OfDates style) {
            var known = dates.get(style);
            if (known != null) return known;
            var made = style.make(locale);
            dates.put(style, made);
            return made;
        }
    }

    OfLocale in(ULocale locale) {
        var known = locales.get(locale);
        if (known != null) return known;
        var made = new OfLocale(locale);
        locales.put(locale, made);
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

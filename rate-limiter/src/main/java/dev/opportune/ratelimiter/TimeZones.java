package dev.opportune.ratelimiter;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Time zones: every zone and link of the IANA database by its name, and offsets. What these give is what is stored: it
/// has the case of the database, and `java.time` knows it.
public final class TimeZones {

    /// Names of the database that the JDK leaves out: links, by what they link to (`backward`, 2024b and later), and
    /// `Factory`, an offset of zero.
    private static final Map<String, String> LEFT_OUT = Map.of(
            "EST", "America/Panama",
            "MST", "America/Phoenix",
            "HST", "Pacific/Honolulu",
            "ROC", "Asia/Taipei",
            "GMT+0", "Etc/GMT",
            "GMT-0", "Etc/GMT",
            "Factory", "Etc/UTC");

    /// No wall clock on Earth is further behind UTC than 12 hours, or ahead of it than 14.
    private static final int LEAST_OFFSET_MINUTES = -12 * 60;

    private static final int MOST_OFFSET_MINUTES = 14 * 60;

    private static final Pattern OFFSET = Pattern.compile("(?i)(?:UTC|GMT|UT)?([+-])(\\d{1,2})(?::?(\\d{2}))?");

    /// By name in lower case.
    private static final Map<String, String> NAMES = names();

    /// Reads `Europe/Berlin`, in that very case. Offsets such as `+02:00` are none: they know nothing of summer time.
    ///
    /// @throws IllegalArgumentException when this JDK's zone data has no zone of that name
    public static ZoneId parse(String name) {
        var leftOut = LEFT_OUT.get(name);
        var known = leftOut != null ? leftOut : name;
        if (known.equals(NAMES.get(known.toLowerCase(Locale.ROOT)))) return ZoneId.of(known);
        throw new IllegalArgumentException('"' + name + "\" (expected: an IANA time zone such as Europe/Berlin)");
    }

    /// Reads what people and devices say: a name in any case, or an offset as `+05:30`, `UTC+2` or `GMT-0330`; empty
    /// when it is neither.
    public static Optional<ZoneId> said(String text) {
        var name = NAMES.get(text.toLowerCase(Locale.ROOT));
        return name != null ? Optional.of(ZoneId.of(name)) : Optional.ofNullable(offset(text));
    }

    /// `Z`, and what is nothing off, is UTC.
    private static @Nullable ZoneId offset(String text) {
        if (text.equalsIgnoreCase("Z")) return ZoneId.of("UTC");
        var parts = OFFSET.matcher(text);
        if (!parts.matches()) return null;
        int minutes = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        int sign = parts.group(1).equals("-") ? -1 : 1;
        int total = sign * (Integer.parseInt(parts.group(2)) * 60 + minutes);
        if (minutes >= 60 || total < LEAST_OFFSET_MINUTES || total > MOST_OFFSET_MINUTES) return null;
        return total == 0 ? ZoneId.of("UTC") : ZoneOffset.ofTotalSeconds(total * 60);
    }

    private static Map<String, String> names() {
        var names = new TreeMap<String, String>();
        LEFT_OUT.forEach((name, known) -> names.put(name.toLowerCase(Locale.ROOT), known));
        for (var name : ZoneRulesProvider.getAvailableZoneIds()) names.put(name.toLowerCase(Locale.ROOT), name);
        return names;
    }

    private TimeZones() {}
}

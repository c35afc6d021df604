package dev.opportune.ratelimiter;

import java.time.ZoneId;
import java.time.zone.ZoneRulesException;
import java.time.zone.ZoneRulesProvider;

/// Time zones by their IANA names. Offsets such as `+02:00` are none: they know nothing of summer time.
public final class TimeZones {

    /// Reads `Europe/Berlin`.
    ///
    /// @throws IllegalArgumentException when this JDK's zone data has no zone of that name
    public static ZoneId parse(String name) {
        try {
            var _ = ZoneRulesProvider.getRules(name, false);
        } catch (ZoneRulesException e) {
            throw new IllegalArgumentException(
                    '"' + name + "\" (expected: an IANA time zone such as Europe/Berlin)", e);
        }
        return ZoneId.of(name);
    }

    private TimeZones() {}
}

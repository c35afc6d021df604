package dev.opportune.dev;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where demo users live: somewhere it is noon, or early morning, whenever the demo runs.
final class DemoPlaces {

    private static final List<String> CITIES = List.of(
            "Europe/Berlin",
            "Europe/London",
            "America/New_York",
            "Asia/Tokyo",
            "America/Los_Angeles",
            "Australia/Sydney",
            "America/Sao_Paulo",
            "Asia/Dubai",
            "Asia/Singapore",
            "America/Chicago",
            "America/Denver",
            "Asia/Bangkok",
            "Asia/Dhaka",
            "Asia/Karachi",
            "Europe/Athens",
            "Europe/Moscow",
            "Pacific/Auckland",
            "Pacific/Honolulu",
            "Pacific/Noumea",
            "Atlantic/Azores");

    private DemoPlaces() {}

    /// A zone in which the wall clock shows this hour now; there is one at every instant.
    static ZoneId where(int hour, Instant now) {
        var oceans = IntStream.rangeClosed(-12, 14).mapToObj(offset -> "Etc/GMT" + (offset < 0 ? "" : "+") + offset);
        return Stream.concat(CITIES.stream(), oceans.filter(DemoPlaces::exists))
                .map(ZoneId::of)
                .filter(zone -> now.atZone(zone).getHour() == hour)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no zone in which it is " + hour + " o'clock"));
    }

    private static boolean exists(String zone) {
        return ZoneId.getAvailableZoneIds().contains(zone);
    }
}

package dev.opportune.ratelimiter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyWarnings.Warning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWarningsTest {

    private static final Duration RETRY = Duration.ofSeconds(10);

    /// In weeks in which some clocks are set forward or back, and others not.
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("America/St_Johns"));

    private static final List<Instant> WEEKS = List.of(
            Instant.parse("2026-01-12T00:00:00Z"),
            Instant.parse("2026-03-26T00:00:00Z"),
            Instant.parse("2026-10-22T00:00:00Z"));

    @TempDir
    private Path folder;

    @Test
    void the_example_has_nothing_to_be_warned_of() throws Exception {
        assertThat(PolicyWarnings.of(PolicyFile.parse(PolicyFileTest.EXAMPLE, "policy.yaml"), RETRY))
                .isEmpty();
    }

    @Test
    void each_is_told_with_its_line_and_key() throws Exception {
        var file = folder.resolve("policy.yaml");
        Files.writeString(file, """
                version: "1"
                defaults: {quiet_hours: "22:00-08:00"}
                caps:
                  forgotten: {limit: 1, window: PT1H}
                  hour: {limit: 5, window: PT1H, reserve: {places: 1, for: {categories: [alert]}}}
                  day: {limit: 3, window: P1D}
                categories:
                  night:
                    class: promotional
                    caps: [hour, day]
                    hours: "23:00-07:00"
                  alert: {class: critical, ttl: PT9S, quiet_hours: ignore}
                """);

        assertThat(PolicyWarnings.of(file, PolicyFile.read(file), RETRY).stream()
                        .map(it -> it.toString().replace(file.toString(), "policy.yaml")))
                .containsExactly(
                        "policy.yaml:4: caps.forgotten: stops nothing: no category that is enabled obeys it (expected: it"
                                + " among the caps of a category)",
                        "policy.yaml:5: caps.hour.reserve.for: nobody: no category that obeys the cap is among them"
                                + " (expected: one of night, or its intent)",
                        "policy.yaml:5: caps.hour: is never reached: all that counts toward it obeys day, which let no"
                                + " more through (expected: a smaller limit, or no such cap)",
                        "policy.yaml:11: categories.night.hours: is never shown to users who say nothing else: all of"
                                + " 23:00-07:00 is in the quiet hours, 22:00-08:00 (expected: hours outside them, or"
                                + " quiet_hours: ignore)",
                        "policy.yaml:12: categories.alert.ttl: PT9S has no time for a second attempt (expected: PT10S or"
                                + " more, the soonest at which a provider may be tried again; or PT0S: now or never)");
    }

    @Test
    void a_cap_is_reached_when_anything_that_counts_toward_it_has_no_end_before() throws Exception {
        assertThat(caps("hour: {limit: 5, window: PT1H}, day: {limit: 3, window: P1D}", "a: {caps: [hour, day]}"))
                .containsExactly("caps.hour");
        assertThat(caps(
                        "hour: {limit: 5, window: PT1H}, day: {limit: 3, window: P1D}",
                        "a: {caps: [hour, day]}, b: {counts_toward: [hour]}"))
                .isEmpty();
        // Three and three are more than five.
        assertThat(caps(
                        "hour: {limit: 5, window: PT1H}, a-day: {limit: 3, window: P1D}, b-day: {limit: 3, window: P1D}",
                        "a: {caps: [hour, a-day]}, b: {caps: [hour, b-day]}"))
                .isEmpty();
        assertThat(caps(
                        "hour: {limit: 6, window: PT1H}, a-day: {limit: 3, window: P1D}, b-day: {limit: 3, window: P1D}",
                        "a: {caps: [hour, a-day]}, b: {caps: [hour, b-day]}"))
                .containsExactly("caps.hour");
        // A rolling window sees the ends of two calendar days.
        assertThat(caps("hour: {limit: 3, window: PT1H}, day: {limit: 3, calendar: day}", "a: {caps: [hour, day]}"))
                .isEmpty();
        // A day may have 25 hours.
        assertThat(caps("day: {limit: 3, calendar: day}, most: {limit: 2, window: P1D}", "a: {caps: [day, most]}"))
                .isEmpty();
        assertThat(caps("day: {limit: 3, calendar: day}, most: {limit: 2, window: PT25H}", "a: {caps: [day, most]}"))
                .containsExactly("caps.day");
        assertThat(caps("day: {limit: 3, calendar: day}, week: {limit: 3, calendar: week}", "a: {caps: [day, week]}"))
                .containsExactly("caps.day");
        // Kept places make a cap smaller for those that they are not for.
        assertThat(caps(
                        "hour: {limit: 4, window: PT1H, reserve: {places: 1, for: {categories: [a]}}},"
                                + " day: {limit: 4, window: P1D}",
                        "a: {caps: [hour]}, b: {caps: [hour, day]}"))
                .isEmpty();
    }

    @Test
    void a_category_that_is_switched_off_stands_for_nothing() throws Exception {
        assertThat(caps("day: {limit: 3, window: P1D}", "a: {caps: [day], enabled: false}, b: {}"))
                .containsExactly("caps.day");
    }

    private static List<String> caps(String caps, String categories) throws Exception {
        var yaml = "version: a\ncaps: {" + caps + "}\ncategories: {"
                + categories.replace(": {", ": {class: promotional, ").replace(", }", "}") + "}\n";
        return PolicyWarnings.of(PolicyFile.parse(yaml, "policy"), RETRY).stream()
                .map(Warning::key)
                .toList();
    }

    /// Minute by minute of a week, by the clocks of several zones.
    @Test
    void never_shown_is_what_has_no_minute_in_any_week() throws Exception {
        var random = new SplittableRandom(Long.getLong("opportune.seed", 7));
        int never = 0;
        int sometimes = 0;
        for (int i = 0; i < 400; i++) {
            var yaml =
                    "version: a\ndefaults: {" + (random.nextInt(8) == 0 ? "" : "quiet_hours: \"" + window(random) + '"')
                            + "}\ncategories: {a: {class: promotional, quiet_hours: "
                            + List.of("defer", "drop", "ignore").get(random.nextInt(3))
                            + (random.nextInt(4) == 0 ? "" : ", hours: \"" + window(random) + '"') + "}}\n";
            var policy = PolicyFile.parse(yaml, "policy");
            boolean warned = PolicyWarnings.of(policy, RETRY).stream()
                    .anyMatch(it -> it.says().startsWith("is never shown"));
            var zone = ZONES.get(random.nextInt(ZONES.size()));
            var week = WEEKS.get(random.nextInt(WEEKS.size()));
            assertThat(warned).as("%s in %s, week of %s", yaml, zone, week).isEqualTo(!isShown(policy, zone, week));
            if (warned) never++;
            else sometimes++;
        }
        assertThat(never).isGreaterThan(40);
        assertThat(sometimes).isGreaterThan(100);
    }

    /// Quarters of an hour, so that edges meet.
    private static String window(SplittableRandom random) {
        if (random.nextInt(12) == 0) return "00:00-24:00";
        int start = random.nextInt(96) * 15;
        int length = (1 + random.nextInt(random.nextBoolean() ? 95 : 24)) * 15;
        int end = (start + length) % 1440;
        return new LocalWindow(start, end == 0 && start != 0 ? 1440 : end == start ? (end + 15) % 1440 : end)
                .toString();
    }

    private static boolean isShown(Policy policy, ZoneId zone, Instant week) {
        var category = policy.categories().get("a");
        var quiet = category.quietHours() == Policy.OnQuietHours.IGNORE
                ? null
                : policy.defaults().quietHours();
        var hours = minutes(category.hours() == null ? new LocalWindow(0, 1440) : category.hours());
        var forbidden = quiet == null ? new boolean[1440] : minutes(quiet);
        for (int minute = 0; minute < 7 * 24 * 60; minute++) {
            int of = week.plusSeconds(60L * minute).atZone(zone).toLocalTime().toSecondOfDay() / 60;
            if (hours[of] && !forbidden[of]) return true;
        }
        return false;
    }

    private static boolean[] minutes(LocalWindow window) {
        var in = new boolean[1440];
        int at = window.startMinute();
        do {
            in[at] = true;
            at = (at + 1) % 1440;
        } while (at != window.endMinute() % 1440);
        return in;
    }
}

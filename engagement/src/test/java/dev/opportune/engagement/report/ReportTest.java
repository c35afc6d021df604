package dev.opportune.engagement.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final long NEW_YEAR = hour("2027-01-01T00:00:00Z");
    private static final Label.OfSends RAIN = new Label.OfSends("sale", "buy", "rain", null, null, null, null);

    @Test
    void rows_are_grouped_by_what_is_asked_for() {
        for (var by : Report.By.values()) {
            var report = new Report(by, by == Report.By.APP, ZoneId.of("America/New_York"), _ -> true);
            add(report, NEW_YEAR, RAIN);
            add(report, NEW_YEAR + 1, RAIN.ofCategory());
            add(report, NEW_YEAR, new Label.OfApp("shop"));
            switch (by) {
                case CATEGORY -> assertThat(report.rows().get("sale").sends()).isEqualTo(2);
                case INTENT -> assertThat(report.rows()).containsOnlyKeys("buy");
                case CAMPAIGN -> assertThat(report.rows()).containsOnlyKeys("rain", Label.OTHER);
                case TEMPLATE, LOCALE -> assertThat(report.rows()).containsOnlyKeys("");
                case APP -> assertThat(report.deliveries()).containsOnlyKeys("shop");
                case HOUR ->
                    assertThat(report.rows())
                            .containsOnlyKeys("2026-12-31T19:00:00-05:00", "2026-12-31T20:00:00-05:00");
                case DAY -> assertThat(report.rows()).containsOnlyKeys("2026-12-31");
                case HOUR_OF_DAY -> assertThat(report.rows()).containsOnlyKeys("19", "20");
            }
        }
    }

    @Test
    void nothing_is_counted_of_what_is_not_wanted() {
        for (var by : Report.By.values()) {
            var report = new Report(by, by == Report.By.APP, ZoneOffset.UTC, _ -> false);
            assertThat(report.cells(NEW_YEAR, RAIN)).isNull();
            assertThat(report.cells(NEW_YEAR, new Label.OfApp("shop"))).isNull();
        }
    }

    @Test
    void sends_and_deliveries_are_never_added_up() {
        var deliveries = new Report(Report.By.DAY, true, ZoneOffset.UTC, _ -> true);
        assertThat(deliveries.cells(NEW_YEAR, RAIN)).isNull();
        assertThat(deliveries.cells(NEW_YEAR, new Label.OfApp("shop"))).isNotNull();
        var sends = new Report(Report.By.DAY, false, ZoneOffset.UTC, _ -> true);
        assertThat(sends.cells(NEW_YEAR, RAIN)).isNotNull();
        assertThat(sends.cells(NEW_YEAR, new Label.OfApp("shop"))).isNull();
    }

    /// In Berlin the clock showed 02:00 twice on this day, an hour apart, and two on the day of spring never.
    @Test
    void an_hour_that_comes_twice_has_two_rows_in_their_order_and_its_day_25_hours() {
        var berlin = ZoneId.of("Europe/Berlin");
        var hours = new Report(Report.By.HOUR, false, berlin, _ -> true);
        var days = new Report(Report.By.DAY, false, berlin, _ -> true);
        long midnight = hour("2026-10-24T22:00:00Z");
        for (int i = 25; i >= 0; i--) {
            add(hours, midnight + i, RAIN);
            add(days, midnight + i, RAIN);
        }
        assertThat(hours.rows().keySet())
                .containsSubsequence(
                        "2026-10-25T01:00:00+02:00",
                        "2026-10-25T02:00:00+02:00",
                        "2026-10-25T02:00:00+01:00",
                        "2026-10-25T03:00:00+01:00");
        assertThat(days.rows().get("2026-10-25").sends()).isEqualTo(25);
        assertThat(days.rows().get("2026-10-26").sends()).isEqualTo(1);
    }

    @Test
    void a_row_knows_its_latest_hour() {
        var report = new Report(Report.By.CAMPAIGN, false, ZoneOffset.UTC, _ -> true);
        add(report, NEW_YEAR + 5, RAIN);
        add(report, NEW_YEAR, RAIN);
        assertThat(report.rows().get("rain").lastHour()).isEqualTo(NEW_YEAR + 5);
    }

    private static void add(Report report, long hour, Label label) {
        var cells = report.cells(hour, label);
        if (cells != null) cells.add(Metric.ADMITTED, 1);
    }

    private static long hour(String instant) {
        return Instant.parse(instant).getEpochSecond() / 3_600;
    }
}

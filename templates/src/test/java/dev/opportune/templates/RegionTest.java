package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.message.Formats;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegionTest {

    private static final String ARGUMENTS = "{n: {from: params.n, type: number}, d: {from: params.d, type: date},"
            + " m: {from: params.m, type: money}}";
    private static final Map<String, Object> PARAMS =
            Map.of("n", "1234.5", "d", "2026-11-28T23:30:00Z", "m", Map.of("value", "9.90", "currency", "CHF"));
    private static final String TITLE =
            ": {title: \"{n} / {d, date, short} {d, time, ::HHmm} / {m, number, currency}\","
                    + " body: \"{n, plural, other {#}}\"}";

    @TempDir
    private Path path;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            de-CH | Europe/Zurich    | 1'234.5 / 29.11.26 00:30 / CHF 9.90
            de    | UTC              | 1.234,5 / 28.11.26 23:30 / 9,90 CHF
            en-GB | Europe/London    | 1,234.5 / 28/11/2026 23:30 / CHF 9.90
            en-US | America/New_York | 1,234.5 / 11/28/26 18:30 / CHF 9.90
            fr-CH | Asia/Kolkata     | 1,234.5 / 11/29/26 05:00 / CHF 9.90
            """)
    void numbers_are_as_in_the_users_region_where_it_reads_the_words_and_dates_by_its_clock(
            String locale, String zone, String expected) throws Exception {
        var template = new Folder(path).template(ARGUMENTS, "en" + TITLE, "de" + TITLE);
        assertThat(title(template, new Renderer(new Formats()), locale, ZoneId.of(zone))
                        .replace('\u00A0', ' '))
                .isEqualTo(expected);
    }

    @Test
    void a_day_is_that_day_wherever_its_user_is() throws Exception {
        var template =
                new Folder(path).template("{d: {from: params.d, type: date}}", "en: {title: \"{d, date, ::yMMMdjm}\"}");
        for (var zone : List.of("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC")) {
            var rendered = new Renderer(new Formats())
                    .render(template, Map.of(), Map.of("d", "2026-12-24"), "en-GB", ZoneId.of(zone));
            assertThat(((Rendered) rendered).title()).isEqualTo("24 Dec 2026, 00:00");
        }
    }

    @Test
    void a_warmed_renderer_makes_no_format_whatever_the_users_region() throws Exception {
        var template = new Folder(path).template(ARGUMENTS, "en" + TITLE, "zh" + TITLE, "sr-Latn" + TITLE);
        var formats = new Formats();
        var renderer = new Renderer(formats).warmed(List.of(template));
        int warmed = formats.size();
        for (var locale : List.of("en-AU", "en", "en-ZZ", "zh-CN", "zh-Hans-SG", "sr-Latn-RS", "fr-FR", "de")) {
            assertThat(title(template, renderer, locale, ZoneId.of("UTC"))).isNotEmpty();
        }
        assertThat(formats.size()).isEqualTo(warmed).isGreaterThan(100);
    }

    private static String title(Template template, Renderer renderer, String locale, ZoneId zone) {
        return ((Rendered) renderer.render(template, Map.of(), PARAMS, locale, zone)).title();
    }
}

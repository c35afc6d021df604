package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParamsTest {

    private static final Object EUR = Map.of("value", "12.50", "currency", "EUR");

    private Template template;

    @BeforeEach
    void template(@TempDir Path path) throws Exception {
        template = new Folder(path)
                .template(
                        "{name: {from: params.name, or: {en: you}}, n: {from: params.n, type: number},"
                                + " d: {from: params.d, type: date, or: {en: 2026-12-24}}, m: {from: params.m, type: money, or: {en: 0 EUR}},"
                                + " city: {from: user.address.city}}",
                        "en: {title: \"{name} {n} {d} {m, number, currency} {city}\"}");
    }

    @Test
    void what_messages_can_be_made_of_is_good() {
        assertThat(template.check(Map.of("n", 1))).isEmpty();
        assertThat(template.check(Map.of("name", 7, "n", "1.5", "d", "2026-11-28", "m", EUR)))
                .isEmpty();
        assertThat(template.check(Map.of("name", " ", "n", new BigDecimal("1E+3"), "d", "2026-11-28T12:00:00+01:00")))
                .isEmpty();
        assertThat(template.missing(Map.of("address", Map.of("city", "Bonn")), Map.of("n", 1)))
                .isNull();
    }

    @Test
    void each_fault_is_told_by_its_pointer() {
        var params = new HashMap<String, Object>();
        params.put("n", null);
        params.put("a/b", 1);
        params.put("d", "tomorrow");
        params.put("m", Map.of("value", 12, "currency", "EUR"));
        assertThat(template.check(params))
                .containsExactlyInAnyOrder(
                        new Fault("/a~1b", "is no param of this template (expected: one of name, n, d, m)"),
                        new Fault("/n", "is missing (expected: a number)"),
                        new Fault(
                                "/d",
                                "is \"tomorrow\" (expected: a date such as \"2026-11-28\" or \"2026-11-28T12:00:00Z\")"),
                        new Fault(
                                "/m",
                                "is an object (expected: money such as {\"value\": \"12.50\", \"currency\": \"EUR\"})"));
    }

    @Test
    void numbers_beyond_all_measure_are_no_numbers() {
        for (var number : new Object[] {
            "1e9",
            "0x1F",
            "",
            "NaN",
            Double.NaN,
            Double.POSITIVE_INFINITY,
            new BigDecimal("1E+999999999"),
            new BigDecimal("1E-999999999"),
            "9".repeat(2000),
            true
        }) {
            assertThat(template.check(Map.of("n", number))).as("%s", number).hasSize(1);
        }
    }

    @Test
    void a_required_attribute_is_missing_when_it_is_null_blank_or_of_another_type() {
        for (var city : new Object[] {"", " \u00A0\u200B", Map.of(), Double.NaN}) {
            assertThat(template.missing(Map.of("address", Map.of("city", city)), Map.of("n", 1)))
                    .isEqualTo("city");
        }
        assertThat(template.missing(Map.of("address", "Bonn"), Map.of("n", 1))).isEqualTo("city");
        assertThat(template.missing(Map.of(), Map.of())).isEqualTo("n");
    }
}

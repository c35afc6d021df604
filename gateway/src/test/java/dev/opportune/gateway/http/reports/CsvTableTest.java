package dev.opportune.gateway.http.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uFF1D1",
                "\uFF0B1",
                "\uFF0D1",
                "\uFF201"
            })
    void no_name_begins_a_formula(String name) {
        var cell = lastCell(name);
        assertThat(cell.startsWith("'" + name.charAt(0)) || cell.startsWith("\"'" + name.charAt(0)))
                .isTrue();
    }

    @Test
    void what_would_end_a_cell_is_quoted() {
        assertThat(lastCell("a,b")).isEqualTo("\"a,b\"");
        assertThat(lastCell("a;b")).isEqualTo("\"a;b\"");
        assertThat(lastCell("say \"rain\"")).isEqualTo("\"say \"\"rain\"\"\"");
        assertThat(lastCell("=cmd|' /C calc'!A0,\"x\"")).isEqualTo("\"'=cmd|' /C calc'!A0,\"\"x\"\"\"");
        assertThat(lastCell("rain-2026")).isEqualTo("rain-2026");
        assertThat(lastCell("")).isEmpty();
    }

    @Test
    void numbers_stay_numbers_below_zero() {
        var table = new CsvTable();
        table.begin();
        table.number("alive", -3);
        assertThat(table.text()).isEqualTo("alive\r\n-3\r\n");
    }

    @Test
    void columns_of_one_figure_stand_together_and_a_row_without_one_has_an_empty_cell() {
        var table = new CsvTable();
        table.begin();
        table.text("campaign", "sun");
        table.number("suppressed.muted", 1);
        table.number("accepted", 2);
        table.begin();
        table.text("campaign", "rain");
        table.number("suppressed.expired", 3);
        table.number("accepted", 4);
        assertThat(table.text())
                .isEqualTo("campaign,suppressed.expired,suppressed.muted,accepted\r\nsun,,1,2\r\nrain,3,,4\r\n");
    }

    private static String lastCell(String text) {
        var table = new CsvTable();
        table.begin();
        table.text("campaign", text);
        var lines = table.text();
        return lines.substring("campaign\r\n".length(), lines.length() - 2);
    }
}

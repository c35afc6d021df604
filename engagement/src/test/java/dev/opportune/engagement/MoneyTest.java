package dev.opportune.engagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void a_decimal_is_whole_ten_thousandths() {
        assertThat(Money.amount("12.50")).isEqualTo(125_000);
        assertThat(Money.amount("-0.0001")).isEqualTo(-1);
        assertThat(Money.amount("007")).isEqualTo(70_000);
        assertThat(Money.amount("999999999999")).isEqualTo(9_999_999_999_990_000L);
        assertThat(Money.amount("99999999.9999")).isEqualTo(999_999_999_999L);
    }

    @Test
    void what_is_no_such_decimal_is_refused() {
        for (var text :
                List.of("", "1,5", "1.", ".5", "1e3", "+1", "1.00001", "1234567890123", "999999999.9999", "٣", "-")) {
            assertThatThrownBy(() -> Money.amount(text))
                    .as(text)
                    .hasMessageContaining("a decimal of at most 12 digits");
        }
    }

    @Test
    void a_currency_is_one_of_iso_4217() {
        assertThat(Money.currencyOf("EUR")).isEqualTo(Currency.getInstance("EUR"));
        for (var code : List.of("eur", "EURO", "", "AAA")) {
            assertThatThrownBy(() -> Money.currencyOf(code)).as(code).hasMessageContaining("ISO 4217");
        }
    }

    @Test
    void a_sum_is_told_with_as_many_decimals_as_it_needs() {
        assertThat(text(125_000, "EUR")).isEqualTo("12.50");
        assertThat(text(125_010, "EUR")).isEqualTo("12.501");
        assertThat(text(-30_000, "JPY")).isEqualTo("-3");
        assertThat(text(0, "EUR")).isEqualTo("0.00");
        assertThat(text(1, "KWD")).isEqualTo("0.0001");
    }

    private static String text(long amount, String currency) {
        return Money.text(BigInteger.valueOf(amount), Currency.getInstance(currency));
    }
}

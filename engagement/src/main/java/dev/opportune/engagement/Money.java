package dev.opportune.engagement;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.regex.Pattern;

/// An amount in one currency, in whole ten-thousandths, so that sums are exact. Amounts of different currencies never
/// meet.
///
/// @param tenThousandths negative for a refund
/// @param currency by ISO 4217
public record Money(long tenThousandths, Currency currency) {

    public static final int MOST_DIGITS = 12;
    public static final int MOST_DECIMALS = 4;

    private static final Pattern FORM = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,4})?");

    /// Reads a decimal such as `12.50` or `-3`: at most [#MOST_DIGITS] digits, of them [#MOST_DECIMALS] decimals.
    ///
    /// @throws IllegalArgumentException for any other text
    public static long amount(String text) {
        if (!FORM.matcher(text).matches() || digits(text) > MOST_DIGITS) {
            throw new IllegalArgumentException("expected a decimal of at most " + MOST_DIGITS
                    + " digits, of them at most " + MOST_DECIMALS + " decimals, such as \"12.50\"");
        }
        return new BigDecimal(text).movePointRight(MOST_DECIMALS).longValueExact();
    }

    /// The currency of a code.
    ///
    /// @throws IllegalArgumentException for what is none by ISO 4217
    public static Currency currencyOf(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("expected a currency by ISO 4217, such as \"EUR\"");
        }
    }

    /// A sum as a decimal, with as many decimals as it needs and its currency has.
    public static String text(BigInteger tenThousandths, Currency currency) {
        var exact = new BigDecimal(tenThousandths, MOST_DECIMALS).stripTrailingZeros();
        int least = Math.min(MOST_DECIMALS, Math.max(0, currency.getDefaultFractionDigits()));
        return exact.setScale(Math.max(least, exact.scale())).toPlainString();
    }

    private static int digits(String text) {
        return (int) text.chars().filter(Character::isDigit).count();
    }
}

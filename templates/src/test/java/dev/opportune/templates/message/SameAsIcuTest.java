package dev.opportune.templates.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.text.PluralRules.PluralType;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.CurrencyAmount;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Generated messages against ICU's own MessageFormat, which is asked as its documentation says, anew each time.
final class SameAsIcuTest {

    private static final int RUNS = Integer.getInteger("opportune.values", 10_000);
    private static final int ZONE_EVERY = 500;
    private static final long SEED = Long.getLong("opportune.seed", 1);

    private static final List<String> LOCALES = List.of(
            "en", "en-GB", "en-IN", "de", "de-CH", "fr", "fr-CA", "pt", "es", "es-MX", "pl", "ru", "ar", "ar-EG", "he",
            "fa", "ja", "zh", "zh-TW", "hi", "tr", "cy", "sl", "nb", "da", "th", "ko", "lt");
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY", "KWD", "CHF", "INR");
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe");
    private static final List<String> LITERALS = List.of(
            "Hi ",
            "don't ",
            "''",
            "'{'",
            "'{not a name}' ",
            "#",
            " 👩‍👩‍👧‍👦 ",
            "été ",
            "\"quoted\", \\ ",
            "שלום ",
            "<b>&amp;</b>",
            "|");
    private static final List<String> NUMBERS = List.of(
            "{n}",
            "{n, number}",
            "{n, number, integer}",
            "{n, number, percent}",
            "{n, number, ::.00}",
            "{n,number,::compact-short}");
    private static final List<String> DATES = List.of(
            "{d}",
            "{d, date}",
            "{d, date, short}",
            "{d, date, full}",
            "{d, time, short}",
            "{d, time, full}",
            "{d, date, ::yMMMEd}",
            "{d, date, ::jmm}");

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("t", Kind.TEXT);
        KINDS.put("g", Kind.TEXT);
        KINDS.put("n", Kind.NUMBER);
        KINDS.put("d", Kind.DATE);
        KINDS.put("m", Kind.MONEY);
    }

    private final Random random = new Random(SEED);
    private final Formats formats = new Formats();
    private final TimeZone before = TimeZone.getDefault();
    private ZoneId zone = ZoneId.of("UTC");
    private List<String> cardinals = List.of();
    private List<String> ordinals = List.of();

    @Test
    void a_message_says_what_icus_own_format_says() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            var locale = ULocale.forLanguageTag(one(LOCALES));
            if (run % ZONE_EVERY == 0) useZone(ZoneId.of(one(ZONES)));
            cardinals = List.copyOf(PluralRules.forLocale(locale).getKeywords());
            ordinals = List.copyOf(
                    PluralRules.forLocale(locale, PluralType.ORDINAL).getKeywords());
            var text = message(2, false);
            var values = new Value[] {
                new Value.Text("Zoë"),
                new Value.Text(one(List.of("female", "male", "unknown"))),
                number(),
                new Value.Moment(Instant.ofEpochSecond(random.nextLong(4_000_000_000L))),
                new Value.Money(amount(), Currency.getInstance(one(CURRENCIES)))
            };
            var ours = Messages.of(text, Messages.Arguments.of(KINDS, new HashSet<>()), locale, Use.SHOWN)
                    .write(new Writing(values, formats, locale, zone, false));
            assertThat(ours)
                    .as("seed %d, run %d, %s: %s", SEED, run, locale, text)
                    .isEqualTo(icu(text, values, locale));
        }
    }

    private static String icu(String text, Value[] values, ULocale locale) {
        var format = new MessageFormat(text, locale);
        var byName = new HashMap<String, Object>();
        var names = List.copyOf(KINDS.keySet());
        for (int i = 0; i < values.length; i++) {
            byName.put(
                    names.get(i),
                    switch (values[i]) {
                        case Value.Text(var it) -> it;
                        case Value.Numeric(var it) -> it;
                        case Value.Moment(var at) -> Date.from(at);
                        case Value.Money(var amount, var currency) -> new CurrencyAmount(amount, currency);
                        case Value.Local _ -> throw new AssertionError();
                    });
        }
        return format.format(byName);
    }

    /// MessageFormat has no other way to a zone for the formats that it makes when it needs them.
    private void useZone(ZoneId zone) {
        this.zone = zone;
        TimeZone.setDefault(TimeZone.getTimeZone(zone.getId(), TimeZone.TIMEZONE_JDK));
    }

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(before);
    }

    private String message(int depth, boolean inPlural) {
        var text = new StringBuilder();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) text.append(part(depth, inPlural));
        return text.toString();
    }

    private String part(int depth, boolean inPlural) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0, 1 -> one(LITERALS);
            case 2 -> "{t}";
            case 3 -> inPlural ? "{n}" : one(NUMBERS);
            case 4 -> one(DATES);
            case 5 -> "{m, number, currency}";
            case 6 ->
                "{n, plural, " + (random.nextBoolean() ? "offset:1 " : "")
                        + (random.nextBoolean() ? "=0 {" + message(depth - 1, true) + "} " : "")
                        + forms(cardinals, depth, true);
            case 7 -> "{n, selectordinal, " + forms(ordinals, depth, true);
            default -> "{g, select, " + forms(List.of("female", "male"), depth, inPlural);
        };
    }

    private String forms(List<String> keywords, int depth, boolean inPlural) {
        var text = new StringBuilder();
        for (var keyword : keywords) {
            if (!keyword.equals("other") && random.nextBoolean()) {
                text.append(keyword)
                        .append(" {")
                        .append(message(depth - 1, inPlural))
                        .append("} ");
            }
        }
        return text + "other {" + message(depth - 1, inPlural) + "}}";
    }

    private Value number() {
        return new Value.Numeric(
                switch (random.nextInt(3)) {
                    case 0 -> (long) random.nextInt(30);
                    case 1 -> random.nextLong(-1_000_000, 10_000_000);
                    default -> amount();
                });
    }

    private BigDecimal amount() {
        return BigDecimal.valueOf(random.nextLong(-1_000_000, 100_000_000), random.nextInt(4));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

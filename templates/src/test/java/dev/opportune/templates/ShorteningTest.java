package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShorteningTest {

    private static final int RUNS = Integer.getInteger("opportune.values", 10_000);
    private static final long SEED = Long.getLong("opportune.seed", 1);

    private static final List<String> PIECES = List.of(
            "a",
            "é",
            "e\u0301",
            " ",
            "👩\u200D👩\u200D👧",
            "🇩🇪",
            "👍🏽",
            "क्षि",
            "ש",
            "\u2068",
            "\u2069",
            "漢",
            "\n",
            "…");

    @Test
    void what_fits_stays_as_it_is() {
        assertThat(Shortening.shortened("Raincoats", 9)).isEqualTo("Raincoats");
        assertThat(Shortening.shortened("", 0)).isEmpty();
    }

    @Test
    void what_people_see_as_one_is_whole_or_not_there() {
        assertThat(Shortening.shortened("Hi 👩\u200D👩\u200D👧 there", 20)).isEqualTo("Hi…");
        assertThat(Shortening.shortened("Hi 👩\u200D👩\u200D👧 there", 24)).isEqualTo("Hi 👩\u200D👩\u200D👧…");
        assertThat(Shortening.shortened("Cafe\u0301s", 6)).isEqualTo("Caf…");
        assertThat(Shortening.shortened("שלום", 2)).isEmpty();
    }

    @Test
    void what_was_set_apart_is_ended_before_the_ellipsis() {
        assertThat(Shortening.shortened("a \u2068שלום\u2069 b c d e", 17)).isEqualTo("a \u2068שלו\u2069…");
    }

    @Test
    void a_shortened_text_is_the_longest_beginning_that_fits() {
        var random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            var made = new StringBuilder();
            int pieces = random.nextInt(40);
            for (int i = 0; i < pieces; i++) made.append(PIECES.get(random.nextInt(PIECES.size())));
            var text = made.toString();
            int most = random.nextInt(120);
            assertThat(Shortening.shortened(text, most))
                    .as("seed %d, run %d", SEED, run)
                    .isEqualTo(obvious(text, most));
        }
    }

    /// All beginnings, the longest first.
    private static String obvious(String text, int most) {
        if (bytes(text) <= most) return text;
        var breaks = BreakIterator.getCharacterInstance(ULocale.ROOT);
        breaks.setText(text);
        for (int end = breaks.preceding(text.length()); end > 0; end = breaks.preceding(end)) {
            var beginning = text.substring(0, end);
            int open = beginning
                    .chars()
                    .reduce(
                            0,
                            (count, c) -> c == '\u2068' ? count + 1 : c == '\u2069' ? Math.max(0, count - 1) : count);
            var last = beginning.substring(breaks.preceding(end));
            int _ = breaks.following(end);
            if (last.isBlank() || last.equals("\u2068")) continue;
            var shortened = beginning + "\u2069".repeat(open) + "…";
            if (bytes(shortened) <= most) return shortened;
        }
        return "";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

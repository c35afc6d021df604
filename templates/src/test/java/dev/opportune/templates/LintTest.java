package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LintTest {

    @Test
    void a_short_title_with_a_link_leaves_nothing_to_say() {
        assertThat(Lint.of("Raincoats, NASA blue", "a".repeat(150), "shop://sale"))
                .isEmpty();
        assertThat(Lint.of("👩\u200D👩\u200D👧".repeat(50), null, "https://shop.example/a?b=c"))
                .isEmpty();
    }

    @Test
    void each_piece_of_advice_names_its_member() {
        assertThat(Lint.of("a".repeat(51), "b".repeat(151), null))
                .containsExactly(
                        new Lint("/title", "has 51 characters (better: at most 50)"),
                        new Lint("/body", "has 151 characters (better: at most 150)"),
                        new Lint("/action", "is missing (better: a link to what it is about)"));
        assertThat(Lint.of("SALE NOW", "Alex, ONLY TODAY", "sale of today"))
                .extracting(Lint::pointer)
                .containsExactly("/title", "/body", "/action/link");
        assertThat(Lint.of("SALE", "雨の日", "/sale")).extracting(Lint::pointer).containsExactly("/action/link");
    }
}

package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LinksTest {

    private static final int CASES = 300_000;

    /// What decides: of each kind that a URI tells apart at least one.
    private static final String[] PIECES = {
        "",
        "a",
        "Z",
        "0",
        "9",
        "shop",
        "https",
        ":",
        ":",
        ":",
        "/",
        "//",
        "//",
        "?",
        "#",
        "%",
        "%2F",
        "%zz",
        "[",
        "]",
        "[::1]",
        "@",
        "+",
        "-",
        ".",
        "_",
        "~",
        "!",
        "*",
        "'",
        "(",
        ")",
        "$",
        ",",
        ";",
        "&",
        "=",
        " ",
        "\t",
        "\"",
        "<",
        "|",
        "\\",
        "^",
        "`",
        "{",
        "é",
        "雨",
        "👩",
        "\u0000",
        "\u00A0",
        "\u2028",
        "\uD800",
        "host",
        ":80",
        "user:pw@"
    };

    private static final List<String> SAMPLES = List.of(
            "shop://sale/raincoats?color=blue&size=m#top",
            "https://user:pw@shop.example:8443/a;b=c/d?e=f/g?h",
            "mailto:someone@shop.example",
            "tel:+49-30-1234567",
            "https://[2001:db8::1]:443/a%20b",
            "intent:#Intent;scheme=shop;end");

    @Test
    void it_answers_as_a_parser_does() {
        var random = new Random(17);
        int absolute = 0;
        for (int i = 0; i < CASES; i++) {
            var link = i % 2 == 0 ? made(random) : changed(random);
            assertThat(Links.isAbsolute(link)).as("%s, case %d", link, i).isEqualTo(parses(link));
            if (parses(link)) absolute++;
        }
        assertThat(absolute).isBetween(CASES / 10, CASES / 10 * 9); // else the cases decide nothing
    }

    private static String made(Random random) {
        var link = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) link.append(PIECES[random.nextInt(PIECES.length)]);
        return link.toString();
    }

    private static String changed(Random random) {
        var link = new StringBuilder(SAMPLES.get(random.nextInt(SAMPLES.size())));
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(link.length());
            link.replace(at, at + random.nextInt(2), PIECES[random.nextInt(PIECES.length)]);
        }
        return link.substring(0, random.nextInt(4) == 0 ? random.nextInt(link.length() + 1) : link.length());
    }

    private static boolean parses(String link) {
        try {
            return new URI(link).isAbsolute();
        } catch (URISyntaxException _) {
            return false;
        }
    }
}

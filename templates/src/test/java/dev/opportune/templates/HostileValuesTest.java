package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.templates.Rendering.Incomplete;
import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.message.Formats;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a user's attributes are, what a template's author wrote stands as it was written, and nothing else does.
final class HostileValuesTest {

    private static final int RUNS = Integer.getInteger("opportune.values", 10_000);
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final ZoneId ZONE = ZoneId.of("Asia/Tokyo");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "{name}",
            "{n, plural, other {x}}",
            "'",
            "''",
            "#",
            "\"",
            "\\",
            "\",\"title\":\"",
            "\n",
            "\r\n",
            "\u2028",
            "\u0000",
            "\u001B[31m",
            "\u202E",
            "\u2066",
            "\u2069",
            "\u2068",
            "\uD83D",
            "\uDE00",
            "👩\u200D👧",
            "שלום",
            "مرحبا",
            "abc",
            "%s",
            "$1",
            "&",
            "?",
            "/",
            "://",
            "<b>",
            " ",
            "\u00A0",
            "Zoë",
            "\uFEFF",
            "a\u0301\u0301\u0301");

    private final Random random = new Random(SEED);

    @Test
    void random_values_never_change_a_messages_structure(@TempDir Path path) throws Exception {
        var template = new Folder(path)
                .template(
                        "{name: {from: user.name, or: {en: you, he: את}}, n: {from: user.n, type: number, or: {en: 1, he: 1}}}",
                        "en: {title: \"[{name}] | [{n}]\", body: \"[{n, plural, one {# thing} other {# things}}]\","
                                + " action: {link: \"shop://a/{name}?n={n}#end\"}, data: {k: \"<{name}>\"}}",
                        "he: {title: \"[{name}] | [{n}]\", body: \"[{n, plural, one {# א} other {# ב}}]\","
                                + " action: {link: \"shop://a/{name}?n={n}#end\"}, data: {k: \"<{name}>\"}}");
        var renderer = new Renderer(new Formats());
        for (int run = 0; run < RUNS; run++) {
            var attributes = new HashMap<String, Object>();
            attributes.put("name", value());
            attributes.put("n", value());
            var locale = random.nextBoolean() ? "en" : "he";
            var rendered = (Rendered) renderer.render(template, attributes, Map.of(), locale, ZONE);
            var as = "seed %d, run %d: %s".formatted(SEED, run, attributes);
            hold(rendered, as);
        }
    }

    private static void hold(Rendered rendered, String as) {
        var title = rendered.title();
        assertThat(title).as(as).startsWith("[").contains("] | [").endsWith("]");
        assertThat(title.chars().filter(c -> c < ' ' || c == 0x2028 || (c >= 0x202A && c <= 0x202E) || c == 0x2066))
                .as(as)
                .isEmpty();
        assertThat(new String(title.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .as(as)
                .isEqualTo(title);
        assertThat(isolatesAreEven(title)).as(as).isTrue();
        assertThat(rendered.body()).as(as).matches("\\[[^\\[\\]{}]+ (things?|א|ב)]");
        var link = URI.create(rendered.action().link());
        assertThat(link.getScheme() + link.getHost() + link.getRawFragment())
                .as(as)
                .isEqualTo("shopaend");
        assertThat(link.getRawPath().indexOf('/', 1)).as(as).isNegative();
        assertThat(link.getRawQuery()).as(as).matches("n=[-.0-9]+");
        assertThat(rendered.data().get("k")).as(as).startsWith("<").endsWith(">");
    }

    private static boolean isolatesAreEven(String text) {
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u2068') open++;
            if (c == '\u2069' && --open < 0) return false;
        }
        return open == 0;
    }

    private Object value() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> random.nextInt();
            case 2 -> random.nextBoolean();
            case 3 -> new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(400) - 200);
            case 4 -> List.of("a", Map.of());
            case 5 -> Map.of("name", "x");
            case 6 -> Double.longBitsToDouble(random.nextLong());
            default -> {
                var text = new StringBuilder();
                int pieces = random.nextInt(8);
                for (int i = 0; i < pieces; i++) text.append(PIECES.get(random.nextInt(PIECES.size())));
                yield text.toString();
            }
        };
    }

    @Test
    void a_text_of_the_other_direction_is_set_apart_and_one_of_the_same_is_not(@TempDir Path path) throws Exception {
        var template = new Folder(path)
                .template("{name: {from: user.name}}", "en: {title: \"{name}!\"}", "ar: {title: \"{name}!\"}");
        assertThat(title(template, "שלום", "en")).isEqualTo("\u2068שלום\u2069!");
        assertThat(title(template, "Zoë", "en")).isEqualTo("Zoë!");
        assertThat(title(template, "Zoë", "ar")).isEqualTo("\u2068Zoë\u2069!");
        assertThat(title(template, "שלום", "ar")).isEqualTo("שלום!");
        assertThat(title(template, "42", "ar")).isEqualTo("42!");
    }

    @Test
    void what_cannot_be_said_is_incomplete_and_names_the_argument(@TempDir Path path) throws Exception {
        var template = new Folder(path)
                .template("{a: {from: user.a, or: {en: x}}, b: {from: user.b, type: date}}", "en: {title: \"{a}{b}\"}");
        var renderer = new Renderer(new Formats());
        var missing = new ArrayList<Rendering>();
        for (var b : new Object[] {"no date", 5, true, ""}) {
            missing.add(renderer.render(template, Map.of("b", b), Map.of(), "en", ZONE));
        }
        assertThat(missing).containsOnly(new Incomplete("b"));
    }

    private static String title(Template template, String name, String locale) {
        return ((Rendered) new Renderer(new Formats()).render(template, Map.of("name", name), Map.of(), locale, ZONE))
                .title();
    }
}

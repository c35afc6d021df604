package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.templates.Rendering.Incomplete;
import dev.opportune.templates.Rendering.Rendered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's example.
final class RainSaleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Map<String, Object> PRICE = Map.of("price", Map.of("value", "39.90", "currency", "EUR"));

    private Templates templates = Templates.NONE;

    @BeforeEach
    void read(@TempDir Path folder) throws Exception {
        var guide = Files.readString(Path.of("..", "docs", "guide.md"));
        int start = guide.indexOf("id: rain-sale");
        Files.writeString(folder.resolve("rain-sale.yaml"), guide.substring(start, guide.indexOf("```", start)));
        templates = TemplateFolder.read(folder);
    }

    @Test
    void a_user_reads_the_words_of_its_language_and_the_price_as_its_region_writes_it() {
        assertThat(title(Map.of("first_name", "Ada"), "en-US")).isEqualTo("Ada, raincoats from €39.90");
        assertThat(title(Map.of("first_name", "Ada"), "de-DE")).isEqualTo("Ada, Regenjacken ab 39,90\u00A0€");
        assertThat(title(Map.of("first_name", "Ada"), "de-AT")).isEqualTo("Ada, Regenjacken ab €\u00A039,90");
        assertThat(title(Map.of(), "de")).isEqualTo("du, Regenjacken ab 39,90\u00A0€");
        assertThat(title(Map.of("first_name", " "), "fr-FR")).isEqualTo("there, raincoats from €39.90");
    }

    @Test
    void without_its_price_there_is_no_message() {
        var template = templates.newest("rain-sale");
        assertThat(template.missing(Map.of(), Map.of())).isEqualTo("price");
        assertThat(template.check(Map.of("prise", 1)))
                .extracting(Fault::pointer)
                .containsExactly("/prise", "/price");
        assertThat(templates.renderer().render(template, Map.of(), Map.of(), "en", BERLIN))
                .isEqualTo(new Incomplete("price"));
    }

    private String title(Map<String, ?> attributes, String locale) {
        var template = templates.newest("rain-sale");
        var rendered = templates.renderer().render(template, attributes, PRICE, locale, BERLIN);
        return ((Rendered) rendered).title();
    }
}

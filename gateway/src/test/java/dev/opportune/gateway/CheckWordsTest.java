package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `check` says of templates and experiments.
class CheckWordsTest {

    @TempDir
    private Path folder;

    private Checked at;

    @BeforeEach
    void files() throws IOException {
        at = new Checked(folder);
    }

    @Test
    void templates_are_named_with_their_locales_and_what_might_be_better_is_said_without_a_fault() throws IOException {
        template("title: \"{name}, THE SALE IS ON\"", "title: \"{name}, jetzt\"");

        assertThat(at.check()).isZero();
        assertThat(at.out.toString())
                .contains("Template sale 2: en, de (default: en)")
                .doesNotContain("there, THE SALE");
        assertThat(at.err.toString().lines())
                .containsExactly(
                        "warning: template sale 2: en/title is nearly all capitals (better: small letters, too)",
                        "warning: template sale 2: en/action is missing (better: a link to what it is about)",
                        "warning: template sale 2: de/action is missing (better: a link to what it is about)");
    }

    @Test
    void render_shows_every_locale_with_samples_and_with_stand_ins() throws IOException {
        template("title: \"{name}, sale\"", "title: \"{name}, Ausverkauf\"");

        assertThat(at.check("--render")).isZero();
        assertThat(at.out.toString().lines())
                .containsSubsequence(
                        "  en",
                        "    title: Alex, sale",
                        "  en, without name",
                        "    title: there, sale",
                        "  de",
                        "    title: Alex, Ausverkauf",
                        "  de, without name",
                        "    title: du, Ausverkauf");
    }

    @Test
    void a_template_that_lacks_what_another_locale_has_is_a_fault_by_file_line_and_key() throws IOException {
        template("title: \"{name}, sale\", body: Today", "title: \"{name}, Ausverkauf\"");

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString().lines())
                .singleElement()
                .asString()
                .contains("sale.yaml:7: locales.de.body: missing (expected: a value, as in en)");
    }

    @Test
    void data_that_a_push_cannot_have_is_a_fault() throws IOException {
        template("title: \"{name}\", data: {from: shop}", "title: \"{name}\", data: {from: shop}");

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString()).contains("template sale 2: data.from: a reserved name");
    }

    private void template(String english, String german) throws IOException {
        Files.createDirectories(folder.resolve("templates"));
        at.write("templates/sale.yaml", """
                id: sale
                version: 2
                arguments:
                  name: {from: user.first_name, or: {en: there, de: du}}
                locales:
                  en: {%s}
                  de: {%s}
                default_locale: en
                """.formatted(english, german));
        at.write("gateway.yaml", "policy_file: policy.yaml\ncallers_file: callers.yaml\ntemplates_dir: templates\n");
    }

    @Test
    void the_goal_of_an_experiment_is_a_conversion_that_may_be_reported() throws IOException {
        experiment();
        engagement("purchase, signup");
        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString().lines())
                .singleElement()
                .asString()
                .endsWith(
                        "policy.yaml: experiments.rain.goal: converted:sale (expected: a name of engagement.conversions"
                                + " in the configuration: purchase, signup)");
        assertThat(at.out.toString()).isEmpty();
    }

    @Test
    void a_goal_among_no_conversions_is_a_fault_and_one_that_is_declared_is_none() throws IOException {
        experiment();
        engagement("");
        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString()).contains("converted:sale", "in the configuration: there is none)");
        engagement("sale");
        at.err.getBuffer().setLength(0);
        assertThat(at.check()).isZero();
        assertThat(at.err.toString()).isEmpty();
    }

    @Test
    void experiments_without_engagement_are_warned_of_by_name() throws IOException {
        experiment();
        assertThat(at.check()).isZero();
        assertThat(at.err.toString().lines())
                .containsExactly("warning: experiments: nobody enters rain, and everybody gets an arm's words"
                        + " (expected: engagement in the configuration)");
    }

    private void experiment() throws IOException {
        at.write("policy.yaml", Checked.POLICY + """
                experiments:
                  rain: {salt: "1", arms: {calm: 1, urgent: 1}, goal: "converted:sale"}
                """);
    }

    private void engagement(String conversions) throws IOException {
        at.write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                engagement: {conversions: [%s]}
                """.formatted(conversions));
    }
}

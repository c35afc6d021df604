package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateFolderTest {

    @TempDir
    private Path path;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(path);
    }

    @Test
    void all_that_is_wrong_is_told_by_file_line_and_key() throws Exception {
        folder.with("a.yaml", """
                id: Sale
                version: "a b"
                arguments:
                  name: {from: first_name}
                  price: {from: params.price, type: sum}
                locales:
                  en: {title: "{nome}"}
                  nowhere-at-all-x: {title: Hi}
                default_locale: fr
                """);
        assertThat(folder.problems())
                .containsExactlyInAnyOrder(
                        "a.yaml:1: id: Sale (expected: small letters, digits and -, at most 64)",
                        "a.yaml:2: version: a b (expected: letters, digits, ., - and _, at most 32)",
                        "a.yaml:4: arguments.name.from: first_name (expected: user.<attribute> or params.<name>)",
                        "a.yaml:5: arguments.price.type: sum (expected: text, number, date, money)",
                        "a.yaml:7: locales.en.title: {nome} (expected: one of the template's arguments: name, price)",
                        "a.yaml:8: locales.nowhere-at-all-x: a bad locale (expected: a BCP 47 tag such as de or zh-Hant)",
                        "a.yaml:9: default_locale: fr (expected: one of the locales)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name                                   | a brace that nothing closes (expected: } for each {)
            {n, plural, one {a}}                    | a plural or select without other (expected: other {…}, for all that no form is for)
            {g, select, female {a}}                 | a plural or select without other (expected: other {…}, for all that no form is for)
            {n, plural, ones {a} other {b}}         | n with ones, which is no form of en (expected: one, other)
            {n, plural, zero {a} other {b}}         | n with zero, which is no form of en (expected: one, other, and =0 for none at all)
            {n, plural, one {a} one {b} other {c}}  | n with one twice (expected: once)
            {g, select, a {a} a {b} other {c}}      | g with a twice (expected: once)
            {name, number}                          | name, number (expected: a number, not a text)
            {n, select, other {a}}                  | n, which is a number (expected: a text in select)
            {name, plural, other {a}}               | name, which is a text (expected: a number in plural and selectordinal)
            {n, number, currency}                   | n, number, currency (expected: type: money, since a number has no currency of its own)
            {n, number, '#,##0'}                    | n, number, '#,##0' (expected: integer, percent or a skeleton such as ::.00)
            {n, number, ::no-such-thing}            | n, number, ::no-such-thing (expected: a skeleton that ICU knows)
            {price}                                 | {price} (expected: {price, number, currency}, since it is money)
            {price, number}                         | price, number (expected: number, currency, since price is money)
            {when, date, dd.MM.yyyy}                | when, date, dd.MM.yyyy (expected: short, medium, long, full or a skeleton such as ::MMMd)
            {n, spellout}                           | n, spellout (expected: number, date, time, plural, selectordinal or select)
            {0}                                     | {0} (expected: one of the template's arguments: name, g, n, price, when)
            """)
    void a_message_that_is_none_is_told_in_plain_words(String message, String expected) throws Exception {
        var arguments = "{name: {from: user.a}, g: {from: user.g}, n: {from: params.n, type: number},"
                + " price: {from: params.p, type: money}, when: {from: params.d, type: date}}";
        assertThat(folder.problems(arguments, "en: {title: all, body: \"" + message + "\"}"))
                .contains("words.yaml:5: locales.en.body: " + expected)
                .allSatisfy(it -> assertThat(it).doesNotContain("Exception", "pattern", "ICU4J"));
    }

    @Test
    void every_locale_says_as_much_as_the_default_one() throws Exception {
        assertThat(folder.problems(
                        "",
                        "en: {title: a, body: b, action: {label: c, link: \"x:y\"}, data: {k: v}}",
                        "de: {title: a, ios: {subtitle: s}, action: {link: \"x:y\"}}"))
                .containsExactlyInAnyOrder(
                        "words.yaml:5: locales.de.body: missing (expected: a value, as in en)",
                        "words.yaml:5: locales.de.action.label: missing (expected: a value, as in en)",
                        "words.yaml:5: locales.de.data.k: missing (expected: a value, as in en)",
                        "words.yaml:5: locales.de.ios.subtitle: only here (expected: nothing, as in en)");
    }

    @Test
    void what_stands_in_is_there_for_every_locale_and_of_the_arguments_kind() throws Exception {
        assertThat(folder.problems(
                        "{n: {from: user.n, type: number, or: {en: some, de: 0}}, m: {from: user.m, type: money, or: {en: 1 EUR}}}",
                        "en: {title: \"{n}{m, number, currency}\"}",
                        "de: {title: \"{n}{m, number, currency}\"}"))
                .containsExactlyInAnyOrder(
                        "words.yaml:3: arguments.n.or.en: some (expected: a number)",
                        "words.yaml:3: arguments.m.or.de: missing (expected: a value)");
    }

    @Test
    void an_argument_that_no_message_uses_is_told() throws Exception {
        assertThat(folder.problems("{name: {from: user.name}}", "en: {title: Hi}"))
                .containsExactly("words.yaml:3: arguments.name: used in no message (expected: used, or left out)");
    }

    @Test
    void programs_get_values_as_they_are_and_no_formats() throws Exception {
        assertThat(folder.problems(
                        "{n: {from: params.n, type: number}}",
                        "en: {title: a, action: {link: \"x:{n, number}\"}, data: {k: \"{n, plural, other {a}}\"}}"))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it).contains("{n} alone, since a program reads this"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://img.example/{n}.png?size=2, true
            https://img.example, true
            http://img.example/a.png, false
            https://{n}/a.png, false
            https://img.example{n}, false
            https://img.example/a b.png, false
            '{n}', false
            """)
    void an_image_is_an_https_url_whose_host_no_value_decides(String image, boolean isGood) throws Exception {
        var problems = folder.problems(
                "{n: {from: params.n, type: number}}", "en: {title: \"{n}\", image: \"" + image + "\"}");
        assertThat(problems)
                .singleElement()
                .asString()
                .contains(isGood ? "nothing is wrong" : "an https URL whose host");
    }

    @Test
    void two_files_of_one_id_and_version_are_refused_and_other_versions_are_not() throws Exception {
        var yaml = "id: a\nversion: \"%s\"\nlocales: {en: {title: Hi}}\ndefault_locale: en\n";
        folder.with("1.yaml", yaml.formatted("9"))
                .with("2.yml", yaml.formatted("10"))
                .with("README.md", "{");
        Files.createDirectory(path.resolve("..data.yaml"));
        assertThat(folder.read().newest("a")).hasToString("template a 10");
        assertThat(folder.read().find("a", "9")).hasToString("template a 9");

        folder.with("3.yaml", yaml.formatted("9"));
        assertThat(folder.problems()).containsExactly("3.yaml: version: 9 (expected: another than in 1.yaml)");
    }

    @Test
    void a_template_has_at_most_sixty_locales_and_a_folder_a_thousand_files() throws Exception {
        var locales = new String[61];
        for (int i = 0; i < locales.length; i++) {
            locales[i] = "en-" + (char) ('A' + i / 26) + (char) ('A' + i % 26) + ": {title: a}";
        }
        assertThat(folder.problems("", locales))
                .containsExactly("words.yaml:4: locales: 61 locales (expected: 1 to 60)");

        for (int i = 0; i <= Templates.MOST; i++) folder.with(i + ".yaml", "");
        assertThat(folder.problems()).singleElement().asString().contains("templates (expected: at most 1000)");
    }
}

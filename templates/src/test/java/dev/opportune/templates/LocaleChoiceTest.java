package dev.opportune.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocaleChoiceTest {

    @TempDir
    private Path path;

    @ParameterizedTest
    @CsvSource(textBlock = """
            en, en
            en-US, en
            en-GB, en-GB
            en-AU, en-GB
            en-ZZ, en
            de-AT, de
            de_AT, en
            zh-TW, en
            zh-Hant-HK, en
            zh, zh-Hans
            zh-SG, zh-Hans
            da, en
            nn, en
            no, nb
            nb-NO, nb
            sr, sr-Cyrl
            sr-Latn-RS, en
            iw, he
            pt-PT, pt
            fr, en
            de-DE-u-co-phonebk, de
            x, en
            '', en
            """)
    void words_are_of_the_users_language_and_script_or_the_default(String locale, String expected) throws Exception {
        var template = new Folder(path)
                .template(
                        "",
                        "en: {title: a}",
                        "en-GB: {title: a}",
                        "de: {title: a}",
                        "zh-Hans: {title: a}",
                        "nb: {title: a}",
                        "sr-Cyrl: {title: a}",
                        "he: {title: a}",
                        "pt: {title: a}");
        assertThat(template.localeFor(locale)).isEqualTo(expected);
    }

    @Test
    void who_has_no_locale_reads_the_default() throws Exception {
        assertThat(new Folder(path)
                        .template("", "de: {title: a}", "en: {title: a}")
                        .localeFor(null))
                .isEqualTo("de");
    }

    @Test
    void the_same_locale_in_two_spellings_is_told() throws Exception {
        assertThat(new Folder(path).problems("", "nb: {title: a}", "no: {title: a}"))
                .containsExactly("words.yaml:5: locales.no: the same as nb (expected: once)");
    }
}

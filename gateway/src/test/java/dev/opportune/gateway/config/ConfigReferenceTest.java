package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.yaml.key.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of all keys in docs/configuration.md is written from the keys by which the file is read, and from nothing
/// else. With `-Dopportune.write=true` this writes it.
class ConfigReferenceTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    private static final Pattern TABLE =
            Pattern.compile("(?s)(<!-- keys: written by ConfigReferenceTest -->\\n).*?(<!-- keys: end -->)");

    private static final String COMMAND = "./mvnw -q -pl gateway -am test -Dtest=ConfigReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dopportune.write=true";

    @Test
    void the_document_has_every_key_as_the_file_is_read() throws IOException {
        var document = Files.readString(DOCUMENT);
        var table = TABLE.matcher(document);
        assertThat(table.find()).as("the marks of the table in %s", DOCUMENT).isTrue();
        var written = table.replaceFirst(it -> it.group(1)
                .concat(table())
                .concat(it.group(2))
                .replace("\\", "\\\\")
                .replace("$", "\\$"));
        if (Boolean.getBoolean("opportune.write")) Files.writeString(DOCUMENT, written);

        assertThat(Files.readString(DOCUMENT))
                .as("%s is out of date. To write it: %s", DOCUMENT, COMMAND)
                .isEqualTo(written);
    }

    @Test
    void every_key_says_what_it_is_for_and_what_counts_without_it() {
        assertThat(ConfigKeys.ROOT.all()).allSatisfy(it -> {
            assertThat(it.key().words().sentence()).as(it.path()).isNotBlank();
            assertThat(it.key().words().unsaid()).as(it.path()).isNotBlank();
            assertThat(it.key().words().since()).as(it.path()).matches("\\d+\\.\\d+\\.\\d+");
        });
    }

    /// A value that is read by a name which no key has would be one that the document does not tell of.
    @Test
    void the_reader_knows_keys_by_what_describes_them_alone() throws IOException {
        var byName = Pattern.compile("\\.(written|allWritten|integer|duration|bool|oneOf|someOf|list|text)\\(\\s*\"");
        for (var reader : List.of("ConfigFile", "ProxyReader", "WebhooksReader")) {
            var source = Files.readString(
                    Path.of("src/main/java/dev/opportune/gateway/config").resolve(reader + ".java"));
            assertThat(byName.matcher(source).results().map(it -> it.group()).toList())
                    .as("%s.java reads by name: say it in ConfigKeys", reader)
                    .isEmpty();
        }
    }

    private static String table() {
        return "| key | what it is for | type, unit | bound | left out | since |\n|---|---|---|---|---|---|\n"
                + ConfigKeys.ROOT.all().stream().map(ConfigReferenceTest::row).collect(Collectors.joining());
    }

    private static String row(Keys.At at) {
        var words = at.key().words();
        return "| `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        at.path(),
                        words.sentence(),
                        words.type(),
                        words.bound().isEmpty() ? "–" : words.bound(),
                        words.unsaid(),
                        words.since());
    }
}

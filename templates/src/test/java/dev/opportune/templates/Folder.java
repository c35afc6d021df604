package dev.opportune.templates;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A folder of templates for a test.
final class Folder {

    private final Path path;

    Folder(Path path) {
        this.path = path;
    }

    @CanIgnoreReturnValue
    Folder with(String name, String yaml) throws IOException {
        Files.writeString(path.resolve(name), yaml);
        return this;
    }

    /// One template, of these arguments and locales; `default_locale` is the first.
    Template template(String arguments, String... locales) throws Exception {
        var yaml = new StringBuilder("id: words\nversion: 1\n");
        if (!arguments.isEmpty()) yaml.append("arguments: ").append(arguments).append('\n');
        yaml.append("locales:\n");
        for (var locale : locales) yaml.append("  ").append(locale).append('\n');
        var first = locales[0].substring(0, locales[0].indexOf(':'));
        return with("words.yaml", yaml + "default_locale: " + first + "\n")
                .read()
                .all()
                .getFirst();
    }

    Templates read() throws TemplatesException {
        return TemplateFolder.read(path);
    }

    /// What is wrong, each without the folder's path.
    List<String> problems() {
        try {
            return List.of("nothing is wrong with " + read().all());
        } catch (TemplatesException e) {
            return e.problems().stream()
                    .map(it -> it.toString().replace(path + "/", ""))
                    .toList();
        }
    }

    List<String> problems(String arguments, String... locales) throws Exception {
        try {
            return List.of("nothing is wrong with " + template(arguments, locales));
        } catch (TemplatesException _) {
            return problems();
        }
    }
}

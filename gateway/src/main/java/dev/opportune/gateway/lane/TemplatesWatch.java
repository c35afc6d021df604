package dev.opportune.gateway.lane;

import dev.opportune.connectors.ReservedNames;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import dev.opportune.templates.TemplatesException;
import dev.opportune.yaml.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The templates in force: those of the folder, read again as a whole when one of its files changes, comes or goes
/// ([FileWatch]). What is given is immutable, so that whoever holds it sees one version of each file. Any thread may
/// ask.
public final class TemplatesWatch implements Supplier<Templates> {

    private static final String ALLOWED = "not opportune…, google…, gcm…, aps, from or message_type)";

    private final Path folder;
    private final FileWatch watch;
    private volatile Templates templates;

    /// Reads the folder for the first time.
    ///
    /// @throws RefusedException when it cannot be read, or something is wrong with one of its files
    public static TemplatesWatch of(Path folder) throws RefusedException {
        return new TemplatesWatch(folder);
    }

    private TemplatesWatch(Path folder) throws RefusedException {
        this.folder = folder;
        this.watch = new FileWatch("templates_dir", () -> files(folder), this::stays, this::take);
        this.templates = read(folder);
    }

    @Override
    public Templates get() {
        return templates;
    }

    /// Looks at the folder.
    public FileWatch watch() {
        return watch;
    }

    /// Those of a folder that cannot be read: itself, so that a change of it is noticed.
    private static List<Path> files(Path folder) {
        try {
            return TemplateFolder.files(folder);
        } catch (TemplatesException _) {
            return List.of(folder);
        }
    }

    private static Templates read(Path folder) throws RefusedException {
        try {
            var templates = TemplateFolder.read(folder);
            var reserved = reserved(folder, templates);
            if (!reserved.isEmpty()) throw new RefusedException(reserved);
            return templates;
        } catch (TemplatesException e) {
            throw new RefusedException(
                    e.problems().stream().map(Problem::toString).toList());
        }
    }

    /// What templates have among their data that is the platforms' own or ours.
    private static List<String> reserved(Path folder, Templates templates) {
        var problems = new ArrayList<String>();
        for (var template : templates.all()) {
            for (var name : template.dataNames()) {
                if (ReservedNames.reserve(name)) {
                    problems.add(
                            folder + ": " + template + ": data." + name + ": a reserved name (expected: " + ALLOWED);
                }
            }
        }
        return problems;
    }

    private String stays() {
        return "those before it stay, " + templates.all().size();
    }

    private String take() throws RefusedException {
        var next = read(folder);
        var told = next.all().size() + " take the place of " + templates.all().size();
        templates = next;
        return told;
    }
}

package dev.opportune.templates;

import dev.opportune.yaml.Place;
import dev.opportune.yaml.Problem;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// A folder of templates: a file each, whose name ends in `.yaml` or `.yml`. Hidden ones, other files and folders are
/// passed over.
public final class TemplateFolder {

    /// Reads all of it.
    ///
    /// @throws TemplatesException when one file is wrong, or two are of one id and version
    public static Templates read(Path folder) throws TemplatesException {
        var problems = new ArrayList<Problem>();
        var templates = new ArrayList<Template>();
        var owners = new HashMap<String, Path>();
        for (var file : files(folder)) {
            var ofFile = new Problems(file.toString());
            YamlFile.read(file, ofFile)
                    .flatMap(tree -> TemplateReader.read(Section.root(tree, ofFile), ofFile))
                    .ifPresent(template -> {
                        var owner = owners.putIfAbsent(template.toString(), file);
                        if (owner == null) templates.add(template);
                        else {
                            ofFile.add(
                                    Place.of(file.toString()),
                                    "version",
                                    template.version(),
                                    "another than in " + owner);
                        }
                    });
            problems.addAll(ofFile.list());
        }
        if (!problems.isEmpty()) throw new TemplatesException(problems);
        return new Templates(templates);
    }

    /// The files to read, in the order of their names.
    ///
    /// @throws TemplatesException when there is no such folder, or too many are in it
    public static List<Path> files(Path folder) throws TemplatesException {
        try (var entries = Files.list(folder)) {
            var files = entries.filter(TemplateFolder::isTemplate).sorted().toList();
            if (files.size() <= Templates.MOST) return files;
            throw refused(folder, files.size() + " templates", "at most " + Templates.MOST);
        } catch (IOException e) {
            throw refused(folder, "cannot be read: " + e, "a folder");
        }
    }

    private static boolean isTemplate(Path file) {
        var name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
    }

    private static TemplatesException refused(Path folder, String given, String expected) {
        return new TemplatesException(List.of(new Problem(Place.of(folder.toString()), "", given, expected)));
    }

    private TemplateFolder() {}
}

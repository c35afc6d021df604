package dev.opportune.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.opportune.gateway.config.ConfigNode.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads one YAML file into a tree. Anchors and aliases are refused: they are how a small file becomes a large one.
final class ConfigTree {

    static final int MAX_BYTES = 1 << 20;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build();

    private final YAMLParser parser;
    private final String file;
    private final Problems problems;

    private ConfigTree(YAMLParser parser, String file, Problems problems) {
        this.parser = parser;
        this.file = file;
        this.problems = problems;
    }

    /// Gives an empty mapping, and notes why, when the file cannot be read as one mapping.
    static Mapping read(Path path, Problems problems) {
        String file = path.toString();
        var empty = new Mapping(file, new LinkedHashMap<>());
        try {
            if (Files.size(path) > MAX_BYTES) {
                problems.add(file, "has " + Files.size(path) + " bytes (expected: at most " + MAX_BYTES + ")");
                return empty;
            }
            String text = Files.readString(path);
            try (YAMLParser parser = YAML.createParser(text)) {
                return new ConfigTree(parser, file, problems).document(empty);
            }
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            problems.add(file + line, e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
        } catch (NoSuchFileException e) {
            problems.add(file, "is not there (expected: a file)");
        } catch (IOException e) {
            problems.add(file, "cannot be read: " + e);
        }
        return empty;
    }

    private Mapping document(Mapping empty) throws IOException {
        if (parser.nextToken() == null) return empty;
        var root = node();
        if (parser.nextToken() != null) problems.add(where(), "a second document (expected: one)");
        if (root instanceof Mapping mapping) return mapping;
        if (!(root instanceof ConfigNode.Nothing)) problems.add(root.where(), "not keys and values");
        return empty;
    }

    private ConfigNode node() throws IOException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            problems.add(where(), "an anchor or an alias (expected: the value itself)");
        }
        String where = where();
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(where);
            case START_ARRAY -> sequence(where);
            case VALUE_NULL -> new ConfigNode.Nothing(where);
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                new ConfigNode.Scalar(where, parser.getText());
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value at hand: " + parser.currentToken());
        };
    }

    private Mapping mapping(String where) throws IOException {
        var members = new LinkedHashMap<String, ConfigNode>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String here = where();
            parser.nextToken();
            if (members.put(name, node()) != null) problems.add(here, name + ": given twice (expected: once)");
        }
        return new Mapping(where, members);
    }

    private ConfigNode sequence(String where) throws IOException {
        var items = new ArrayList<ConfigNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) items.add(node());
        return new ConfigNode.Sequence(where, items);
    }

    private String where() {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }
}

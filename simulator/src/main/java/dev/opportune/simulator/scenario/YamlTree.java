package dev.opportune.simulator.scenario;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one YAML document. Anchors, aliases and tags are refused: a scenario needs none, and they are how a small file
/// becomes a large one. A key that comes twice is an error, too.
final class YamlTree {

    private static final int LARGEST_DEPTH = 8;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(LARGEST_DEPTH)
                    .build())
            .build();

    private final YAMLParser parser;
    private final String name;

    private YamlTree(YAMLParser parser, String name) {
        this.parser = parser;
        this.name = name;
    }

    /// @param name what problems call the file
    static YamlNode read(String yaml, String name) throws ScenarioException {
        try (YAMLParser parser = YAML.createParser(yaml)) {
            YamlTree tree = new YamlTree(parser, name);
            YamlNode root = tree.node(parser.nextToken());
            if (parser.nextToken() != null) {
                throw tree.unexpected("a second document", "one scenario");
            }
            return root;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            String problem = e.getOriginalMessage().lines().findFirst().orElse("no reason given");
            throw new ScenarioException(name + ":" + line + ": not YAML: " + problem, e);
        } catch (IOException e) {
            throw new ScenarioException(name + ": cannot be read: " + e, e);
        }
    }

    private YamlNode node(@Nullable JsonToken token) throws IOException, ScenarioException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null || parser.getTypeId() != null) {
            throw unexpected("an anchor, an alias or a tag", "the value itself");
        }
        int line = line();
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> items(line);
            case VALUE_STRING -> scalar(TextNode.valueOf(parser.getText()));
            case VALUE_NUMBER_INT -> scalar(whole());
            case VALUE_NUMBER_FLOAT -> scalar(DoubleNode.valueOf(parser.getDoubleValue()));
            case VALUE_TRUE -> scalar(BooleanNode.TRUE);
            case VALUE_FALSE -> scalar(BooleanNode.FALSE);
            case VALUE_NULL -> scalar(NullNode.instance);
            case null, default -> throw unexpected("nothing", "a scenario");
        };
    }

    /// One that is too large for a `long` is too large for any field: as a text it is refused by name.
    private JsonNode whole() throws IOException {
        return parser.getNumberType() == YAMLParser.NumberType.BIG_INTEGER
                ? TextNode.valueOf(parser.getText())
                : LongNode.valueOf(parser.getLongValue());
    }

    private YamlNode scalar(JsonNode value) {
        return new YamlNode.Scalar(value, line());
    }

    private YamlNode mapping(int line) throws IOException, ScenarioException {
        Map<YamlNode.Key, YamlNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            YamlNode.Key key = new YamlNode.Key(parser.currentName(), line());
            entries.put(key, node(parser.nextToken()));
        }
        return new YamlNode.Mapping(entries, line);
    }

    private YamlNode items(int line) throws IOException, ScenarioException {
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token));
        }
        return new YamlNode.Items(items, line);
    }

    private ScenarioException unexpected(String found, String expected) {
        return new ScenarioException(List.of(name + ":" + line() + ": " + found + " (expected: " + expected + ")"));
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }
}

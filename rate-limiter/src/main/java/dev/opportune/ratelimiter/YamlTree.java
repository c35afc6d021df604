package dev.opportune.ratelimiter;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.opportune.ratelimiter.YamlNode.Entry;
import dev.opportune.ratelimiter.YamlNode.Kind;
import dev.opportune.ratelimiter.YamlNode.Scalar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/// Reads one YAML document into a tree. Anchors, aliases, tags and deep nesting are refused: a policy needs none, and
/// they are how a small file becomes a large one.
final class YamlTree {

    static final int MAX_DEPTH = 12;

    private static final YAMLFactory YAML = factory();

    private final YAMLParser parser;
    private final PolicyProblems problems;

    private YamlTree(YAMLParser parser, PolicyProblems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /// Gives nothing, and notes why, when the text is not one YAML document.
    static Optional<YamlNode> read(String yaml, PolicyProblems problems) {
        try (var parser = YAML.createParser(yaml)) {
            return new YamlTree(parser, problems).document();
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            problems.add(line, "", "not YAML", firstLine(e.getOriginalMessage()));
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the text is in memory: nothing else can fail
        }
    }

    private Optional<YamlNode> document() throws IOException {
        var first = parser.nextToken();
        if (first == null) {
            problems.add(1, "", "empty", "expected: a policy");
            return Optional.empty();
        }
        var root = node(first);
        if (parser.nextToken() != null) {
            problems.add(line(), "", "a second document", "expected: one policy");
        }
        return Optional.of(root);
    }

    private YamlNode node(@Nullable JsonToken token) throws IOException {
        refuseAliases();
        int line = line();
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_STRING -> new Scalar(Kind.TEXT, parser.getText(), line);
            case VALUE_NUMBER_INT -> new Scalar(Kind.WHOLE_NUMBER, parser.getText(), line);
            case VALUE_NUMBER_FLOAT -> new Scalar(Kind.FRACTION, parser.getText(), line);
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(Kind.BOOLEAN, parser.getText(), line);
            case VALUE_NULL -> new Scalar(Kind.NOTHING, "", line);
            case null, default -> throw new IllegalStateException("unexpected YAML token " + token);
        };
    }

    private YamlNode mapping(int line) throws IOException {
        var entries = new ArrayList<Entry>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            refuseAliases();
            var key = parser.currentName();
            int keyLine = line();
            entries.add(new Entry(key, keyLine, node(parser.nextToken())));
        }
        return new YamlNode.Mapping(entries, line);
    }

    private YamlNode sequence(int line) throws IOException {
        var items = new ArrayList<YamlNode>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token));
        }
        return new YamlNode.Sequence(items, line);
    }

    private void refuseAliases() throws IOException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            problems.add(line(), "", "an anchor or an alias", "expected: the value itself");
        }
        if (parser.getTypeId() != null) {
            problems.add(line(), "", "a tag", "expected: a plain value");
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("no reason given");
    }

    private static YAMLFactory factory() {
        var options = new LoaderOptions();
        options.setCodePointLimit(PolicyFile.MAX_BYTES);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
    }
}

package dev.opportune.yaml;

import dev.opportune.yaml.Node.Entry;
import dev.opportune.yaml.Node.Kind;
import dev.opportune.yaml.Node.Mapping;
import dev.opportune.yaml.Node.Scalar;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/// Makes a tree of a document's events. Its composed nodes would not do: there a tag that was written is no more to be
/// told from one that was inferred, and aliases are resolved.
final class TreeReader {

    private static final String VALUE_ITSELF = "the value itself";

    private final Iterator<Event> events;
    private final Problems problems;

    private TreeReader(Iterator<Event> events, Problems problems) {
        this.events = events;
        this.problems = problems;
    }

    /// Gives nothing, and notes all that is wrong, when the text is no document of the kind that is read here. A text
    /// without a document is an empty mapping.
    static Optional<Mapping> read(String text, Problems problems) {
        var options = new LoaderOptions();
        options.setCodePointLimit(YamlFile.MAX_BYTES);
        try {
            var events = new Yaml(options).parse(new StringReader(text)).iterator();
            return new TreeReader(events, problems).document().filter(_ -> problems.isEmpty());
        } catch (TooDeepException e) {
            problems.add(e.place, "", "nested too deep", "at most " + YamlFile.MAX_DEPTH + " levels");
        } catch (MarkedYAMLException e) {
            problems.add(place(e.getProblemMark(), problems), "", "not YAML: " + e.getProblem(), "");
        } catch (ReaderException e) {
            var given = "not YAML: the character U+%04X".formatted(e.getCodePoint());
            problems.add(given, "characters that can be printed");
        } catch (YAMLException e) {
            problems.add("not YAML: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    private static final class TooDeepException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Place place;

        TooDeepException(Place place) {
            super("nested too deep", null, false, false);
            this.place = place;
        }
    }

    private Optional<Mapping> document() {
        var root = Optional.<Mapping>empty();
        int documents = 0;
        while (events.hasNext()) {
            var event = events.next();
            if (!event.is(Event.ID.DocumentStart)) continue;
            if (++documents > 1) {
                problems.add(place(event), "", "a second document", "one");
                return root;
            }
            var node = node(events.next(), "", 0);
            if (node instanceof Mapping mapping) root = Optional.of(mapping);
            else problems.add(node.place(), "", Problems.shown(node), "a mapping");
        }
        return documents == 0
                ? Optional.of(Mapping.empty(new Place(problems.file().source(), 1)))
                : root;
    }

    private Node node(Event event, String path, int depth) {
        if (depth > YamlFile.MAX_DEPTH) throw new TooDeepException(place(event));
        refuseDecoration((NodeEvent) event, path);
        return switch (event) {
            case ScalarEvent scalar when scalar.isPlain() -> Scalar.plain(place(event), scalar.getValue());
            case ScalarEvent scalar -> new Scalar(place(event), Kind.TEXT, scalar.getValue(), true);
            case SequenceStartEvent _ -> items(place(event), path, depth + 1);
            case MappingStartEvent _ -> mapping(place(event), path, depth + 1);
            default -> Scalar.plain(place(event), ""); // an alias, which is noted
        };
    }

    private Node items(Place place, String path, int depth) {
        var items = new ArrayList<Node>();
        for (var event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            items.add(node(event, path + '[' + items.size() + ']', depth));
        }
        return new Node.Items(place, items);
    }

    private Node mapping(Place place, String path, int depth) {
        var entries = new LinkedHashMap<String, Entry>();
        for (var event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            var keyPlace = place(event);
            var key = node(event, path, depth);
            if (!(key instanceof Scalar(var _, var kind, var text, var _)) || kind == Kind.NOTHING) {
                problems.add(keyPlace, path, "a key that is " + Problems.shown(key), "a text");
                var _ = node(events.next(), path, depth);
                continue;
            }
            var here = Section.under(path, text);
            if (text.equals("<<")) problems.add(keyPlace, here, "a merge key", "the keys themselves");
            var first = entries.putIfAbsent(text, new Entry(keyPlace, node(events.next(), here, depth)));
            if (first != null) {
                problems.add(
                        keyPlace,
                        here,
                        "a duplicate key",
                        "once, as in line " + first.place().line());
            }
        }
        return new Mapping(place, entries);
    }

    private void refuseDecoration(NodeEvent event, String path) {
        if (event instanceof AliasEvent || event.getAnchor() != null) {
            problems.add(place(event), path, "an anchor or an alias", VALUE_ITSELF);
        }
        var tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
        if (tag != null) problems.add(place(event), path, "a tag", VALUE_ITSELF);
    }

    private Place place(Event event) {
        return place(event.getStartMark(), problems);
    }

    private static Place place(Mark mark, Problems problems) {
        return new Place(problems.file().source(), mark.getLine() + 1);
    }
}

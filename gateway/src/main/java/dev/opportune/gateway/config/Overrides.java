package dev.opportune.gateway.config;

import dev.opportune.yaml.Node;
import dev.opportune.yaml.Node.Items;
import dev.opportune.yaml.Node.Kind;
import dev.opportune.yaml.Node.Mapping;
import dev.opportune.yaml.Node.Scalar;
import dev.opportune.yaml.Place;
import dev.opportune.yaml.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What environment and flags say after the file has spoken.
final class Overrides {

    private static final String PREFIX = "OPPORTUNE_";
    /// Read by the launcher and by logging, not here.
    private static final List<String> OTHERS = List.of(
            "OPPORTUNE_LOG_LEVEL",
            "OPPORTUNE_SUPPRESSIONS_LOG_LEVEL",
            "OPPORTUNE_ENDS_LOG_LEVEL",
            "OPPORTUNE_JAVA_OPTS");

    /// Kubernetes tells every pod of every service: one called `opportune-…` must not stop a gateway.
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_(HOST|PORT)(_.*)?=.*|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?=.*|PORT=[a-z]+://.*)");

    /// Of two keys that exclude each other the one that speaks later stands.
    private static final Map<String, String> IN_PLACE_OF = Map.of("redis.uri", "redis.uris", "redis.uris", "redis.uri");

    private final Problems problems;

    Overrides(Problems problems) {
        this.problems = problems;
    }

    /// The file's tree with what environment and flags say in the place of what it says.
    Mapping over(Mapping tree, Map<String, String> environment, List<String> flags) {
        return put(put(tree, environment(tree, environment)), said(flags));
    }

    private Map<String, Node> said(List<String> flags) {
        var said = new LinkedHashMap<String, Node>();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                problems.add(
                        Place.of("--set " + flag), "", "no value", "a key, =, and a value, such as http.port=8081");
            } else {
                String key = flag.substring(0, equals);
                said.put(key, said(key, Place.of("--set " + key), flag.substring(equals + 1)));
            }
        }
        return said;
    }

    private Map<String, Node> environment(Mapping tree, Map<String, String> environment) {
        var keys = keysByVariable(tree);
        var said = new LinkedHashMap<String, Node>();
        for (var entry : new TreeMap<>(environment).entrySet()) {
            String variable = entry.getKey();
            if (!variable.startsWith(PREFIX) || OTHERS.contains(variable)) continue;
            String key = keys.get(variable);
            var place = Place.of("environment " + variable);
            if (key != null) {
                said.put(key, said(key, place, entry.getValue()));
            } else if (!SERVICE_LINK.matcher(variable + '=' + entry.getValue()).matches()) {
                problems.add(place, "", "unknown key", "one such as OPPORTUNE_HTTP_PORT");
            }
        }
        return said;
    }

    private static Map<String, String> keysByVariable(Mapping tree) {
        Stream<String> appKeys = tree.get("apps") instanceof Mapping apps
                ? apps.entries().keySet().stream()
                        .flatMap(app -> ConfigKeys.ofApps().stream().map(key -> "apps." + app + "." + key))
                : Stream.empty();
        var keys = new LinkedHashMap<String, String>();
        Stream.concat(ConfigKeys.ofValues().stream(), appKeys)
                .forEach(key -> keys.put(PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), key));
        return keys;
    }

    /// The members of a list are parted by commas.
    private static Node said(String key, Place place, String value) {
        if (!ConfigKeys.isList(key)) return Scalar.plain(place, value);
        return new Items(
                place,
                Stream.of(value.split(","))
                        .map(item -> (Node) Scalar.plain(place, item.strip()))
                        .toList());
    }

    private Mapping put(Mapping tree, Map<String, Node> said) {
        var result = tree;
        for (var entry : said.entrySet()) {
            var key = entry.getKey();
            var other = IN_PLACE_OF.get(key);
            if (other != null && !said.containsKey(other)) result = without(result, names(other));
            result = put(result, key, names(key), entry.getValue());
        }
        return result;
    }

    private static List<String> names(String key) {
        return List.of(key.split("\\.", -1));
    }

    private static Mapping without(Mapping tree, List<String> names) {
        String name = names.getFirst();
        if (names.size() == 1) return tree.without(name);
        return tree.get(name) instanceof Mapping below
                ? tree.with(name, without(below, names.subList(1, names.size())))
                : tree;
    }

    private Mapping put(Mapping into, String key, List<String> names, Node value) {
        String name = names.getFirst();
        if (names.size() == 1) return into.with(name, value);
        var rest = names.subList(1, names.size());
        var below = into.get(name);
        if (below instanceof Mapping mapping) return into.with(name, put(mapping, key, rest, value));
        if (below == null || (below instanceof Scalar(var _, var kind, var _, var _) && kind == Kind.NOTHING)) {
            return into.with(name, put(Mapping.empty(value.place()), key, rest, value));
        }
        problems.add(value.place(), key, name + " has a value", "keys");
        return into;
    }
}

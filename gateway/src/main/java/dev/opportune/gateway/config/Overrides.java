package dev.opportune.gateway.config;

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
    private static final List<String> KEYS = List.of(
            "http.port",
            "http.tls.cert_file",
            "http.tls.key_file",
            "admin.host",
            "admin.port",
            "redis.uri",
            "redis.username",
            "redis.password_file",
            "redis.prefix",
            "redis.partitions",
            "redis.durability",
            "lanes",
            "policy_file",
            "callers_file",
            "idempotency.retention",
            "receipts.retention",
            "proxy.url",
            "proxy.username",
            "proxy.password_file");
    private static final List<String> APP_KEYS = List.of(
            "provider",
            "topic",
            "environment",
            "key_file",
            "key_id",
            "team_id",
            "service_account_file",
            "project",
            "endpoint",
            "ca_file");
    /// Read by the launcher and by logging, not here.
    private static final List<String> OTHERS =
            List.of("OPPORTUNE_LOG_LEVEL", "OPPORTUNE_SUPPRESSIONS_LOG_LEVEL", "OPPORTUNE_JAVA_OPTS");

    /// Kubernetes tells every pod of every service: one called `opportune-…` must not stop a gateway.
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_(HOST|PORT)(_.*)?=.*|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?=.*|PORT=[a-z]+://.*)");

    private final Problems problems;

    Overrides(Problems problems) {
        this.problems = problems;
    }

    /// The file's tree with what environment and flags say in the place of what it says.
    Mapping over(Mapping tree, Map<String, String> environment, List<String> flags) {
        var result = environment(tree, environment);
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                problems.add(
                        Place.of("--set " + flag), "", "no value", "a key, =, and a value, such as http.port=8081");
            } else {
                String key = flag.substring(0, equals);
                result = put(result, key, Scalar.plain(Place.of("--set " + key), flag.substring(equals + 1)));
            }
        }
        return result;
    }

    private Mapping environment(Mapping tree, Map<String, String> environment) {
        var keys = keysByVariable(tree);
        var result = tree;
        for (var entry : new TreeMap<>(environment).entrySet()) {
            String variable = entry.getKey();
            if (!variable.startsWith(PREFIX) || OTHERS.contains(variable)) continue;
            String key = keys.get(variable);
            var place = Place.of("environment " + variable);
            if (key != null) {
                result = put(result, key, Scalar.plain(place, entry.getValue()));
            } else if (!SERVICE_LINK.matcher(variable + '=' + entry.getValue()).matches()) {
                problems.add(place, "", "unknown key", "one such as OPPORTUNE_HTTP_PORT");
            }
        }
        return result;
    }

    private static Map<String, String> keysByVariable(Mapping tree) {
        Stream<String> appKeys = tree.get("apps") instanceof Mapping apps
                ? apps.entries().keySet().stream()
                        .flatMap(app -> APP_KEYS.stream().map(key -> "apps." + app + "." + key))
                : Stream.empty();
        var keys = new LinkedHashMap<String, String>();
        Stream.concat(KEYS.stream(), appKeys)
                .forEach(key -> keys.put(PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), key));
        return keys;
    }

    private Mapping put(Mapping tree, String key, Scalar value) {
        return put(tree, key, List.of(key.split("\\.", -1)), value);
    }

    private Mapping put(Mapping into, String key, List<String> names, Scalar value) {
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

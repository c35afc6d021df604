package dev.opportune.gateway.config;

import dev.opportune.gateway.config.ConfigNode.Mapping;
import dev.opportune.gateway.config.ConfigNode.Scalar;
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
            "receipts.retention");
    private static final List<String> APP_KEYS = List.of(
            "provider",
            "topic",
            "environment",
            "key_file",
            "key_id",
            "team_id",
            "service_account_file",
            "endpoint",
            "ca_file");
    /// Read by the launcher and by logging, not here.
    private static final List<String> OTHERS =
            List.of("OPPORTUNE_LOG_LEVEL", "OPPORTUNE_SUPPRESSIONS_LOG_LEVEL", "OPPORTUNE_JAVA_OPTS");

    /// Kubernetes tells every pod of every service: one called `opportune-…` must not stop a gateway.
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_(HOST|PORT)(_.*)?=.*|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?=.*|PORT=[a-z]+://.*)");

    private Overrides() {}

    static void apply(Mapping tree, Map<String, String> environment, List<String> flags, Problems problems) {
        environment(tree, environment, problems);
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                problems.add("--set " + flag, "(expected: a key, =, and a value, such as http.port=8081)");
            } else {
                String key = flag.substring(0, equals);
                put(tree, key, new Scalar("--set " + key, flag.substring(equals + 1)), problems);
            }
        }
    }

    private static void environment(Mapping tree, Map<String, String> environment, Problems problems) {
        var keys = keysByVariable(tree);
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!variable.startsWith(PREFIX) || OTHERS.contains(variable)) return;
            String key = keys.get(variable);
            String where = "environment " + variable;
            if (key != null) {
                put(tree, key, new Scalar(where, value), problems);
            } else if (!SERVICE_LINK.matcher(variable + '=' + value).matches()) {
                problems.add(where, "unknown key (expected: one such as OPPORTUNE_HTTP_PORT)");
            }
        });
    }

    private static Map<String, String> keysByVariable(Mapping tree) {
        Stream<String> apps = tree.members().get("apps") instanceof Mapping mapping
                ? mapping.members().keySet().stream()
                        .flatMap(app -> APP_KEYS.stream().map(key -> "apps." + app + "." + key))
                : Stream.empty();
        var keys = new LinkedHashMap<String, String>();
        Stream.concat(KEYS.stream(), apps)
                .forEach(key -> keys.put(PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), key));
        return keys;
    }

    private static void put(Mapping tree, String key, Scalar value, Problems problems) {
        var names = key.split("\\.", -1);
        var into = tree;
        for (int i = 0; i < names.length - 1; i++) {
            var next = into.members().get(names[i]);
            if (next == null || next instanceof ConfigNode.Nothing) {
                next = new Mapping(value.where(), new LinkedHashMap<>());
                into.members().put(names[i], next);
            }
            if (!(next instanceof Mapping mapping)) {
                problems.add(value.where(), key + ": " + names[i] + " has a value (expected: keys)");
                return;
            }
            into = mapping;
        }
        into.members().put(names[names.length - 1], value);
    }
}

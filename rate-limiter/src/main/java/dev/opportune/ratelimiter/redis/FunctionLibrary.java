package dev.opportune.ratelimiter.redis;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// All scripts as the functions of one library: what they share is made once, when it is loaded, and not
/// at each run. Its name and those of its functions end in a digest of the sources, so that releases that
/// run side by side have theirs each.
final class FunctionLibrary {

    /// Begins the name of every release's.
    static final String PREFIX = "opportune_";

    private static final int DIGEST_CHARS = 8;

    private static final Map<Script, String> FUNCTIONS = new EnumMap<>(Script.class);

    /// Of this release.
    static final String NAME;

    /// For FUNCTION LOAD.
    static final String TEXT;

    static {
        var sources = new StringBuilder(Script.parts());
        for (var script : Script.values()) sources.append(script.writes()).append(script.body());
        NAME = PREFIX + Script.sha1(sources.toString()).substring(0, DIGEST_CHARS);
        var text = new StringBuilder("#!lua name=" + NAME + "\n").append(Script.parts());
        for (var script : Script.values()) {
            var function = NAME + "_" + script.name().toLowerCase(Locale.ROOT);
            FUNCTIONS.put(script, function);
            text.append("redis.register_function{ function_name = '").append(function);
            text.append("', callback = function(KEYS, ARGV)\n").append(script.body());
            text.append("end, flags = { ").append(flag(script.writes())).append(" } }\n");
        }
        TEXT = text.toString();
    }

    private FunctionLibrary() {}

    /// For FCALL.
    static String function(Script script) {
        return Objects.requireNonNull(FUNCTIONS.get(script));
    }

    private static String flag(Script.Writes writes) {
        return switch (writes) {
            case NOTHING -> "'no-writes'";
            case UNLESS_FULL -> "";
            case ALSO_WHEN_FULL -> "'allow-oom'";
        };
    }
}

package dev.opportune.gateway.config;

import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.yaml.Problem;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the configuration may say of apps and hardly means: those that no device can be of, and those that are one.
public final class AppWarnings {

    /// What a topic of Apple's ends in that is of no app's alerts, and what is sent with it ("Sending notification
    /// requests to APNs", `apns-push-type`).
    private static final Map<String, String> OF_NO_ALERTS = Map.of(
            ".voip", "calls",
            ".complication", "complications",
            ".pushkit.fileprovider", "file providers",
            ".location-query", "location queries",
            ".voip-ptt", "Push to Talk",
            ".push-type.liveactivity", "Live Activities",
            ".push-type.widgets", "widgets",
            ".push-type.controls", "controls");

    private final List<Warning> found = new ArrayList<>();
    private final Map<List<Object>, String> apps = new HashMap<>();

    private AppWarnings() {}

    private record Warning(String key, String says, String expected) {}

    /// Gives them with their places in the file; those of what the environment or a flag says, with that of the file.
    public static List<Problem> of(Path file, List<AppConfig> apps) {
        var warnings = new AppWarnings();
        for (var app : apps) {
            switch (app) {
                case AppConfig.Apns(var settings) -> warnings.look(settings);
                case AppConfig.Fcm _ -> {}
            }
        }
        var problems = new Problems(file.toString());
        var tree = YamlFile.read(file, new Problems(file.toString()));
        tree.map(it -> Section.root(it, problems)).ifPresent(root -> {
            for (var warning : warnings.found) root.wrong(warning.key, warning.says, warning.expected);
        });
        return problems.list();
    }

    private void look(ApnsSettings app) {
        var key = "apps." + app.app();
        OF_NO_ALERTS.forEach((end, what) -> {
            if (!app.topic().endsWith(end)) return;
            warn(
                    key + ".topic",
                    app.topic() + " is Apple's topic for " + what + ": no device of it shows what is sent here",
                    app.topic().substring(0, app.topic().length() - end.length()));
        });
        var other = otherEnvironment(app);
        if (other != null) {
            warn(
                    key + ".endpoint",
                    app.endpoint() + " is of the environment " + other + ", which knows no device token of this one",
                    "no endpoint, or environment: " + other);
        }
        var first =
                apps.putIfAbsent(List.of(app.topic(), app.environment(), String.valueOf(app.endpoint())), app.app());
        if (first != null) {
            warn(
                    key + ".topic",
                    "the same app at Apple as " + first + ": a phone that registers as both is shown all of it twice",
                    "one name for one topic and environment");
        }
    }

    private static @Nullable String otherEnvironment(ApnsSettings app) {
        var endpoint = app.endpoint();
        if (endpoint == null) return null;
        for (var environment : Environment.values()) {
            if (environment != app.environment() && environment.isAt(endpoint)) return environment.word();
        }
        return null;
    }

    private void warn(String key, String says, String expected) {
        found.add(new Warning(key, says, expected));
    }
}

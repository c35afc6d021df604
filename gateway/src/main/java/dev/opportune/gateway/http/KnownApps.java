package dev.opportune.gateway.http;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.json.JsonIn;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The apps that are configured, and what a device token of each is. Every device token of a request comes in by here,
/// so that one device has one form everywhere behind.
///
/// @param forms by app: [Provider#canonical]
public record KnownApps(Map<String, UnaryOperator<String>> forms) {

    /// By app.
    public static KnownApps of(Map<String, Provider> providers) {
        return new KnownApps(providers.values().stream().collect(Collectors.toMap(Provider::app, it -> it::canonical)));
    }

    public boolean has(String app) {
        return forms.containsKey(app);
    }

    /// The device token of the object just read, in its one form; null after noting why it is none. One of an app that
    /// is not configured stays as it came: nothing is known of it, and the app is refused.
    public @Nullable String deviceToken(JsonIn in, String app, String deviceToken) {
        var form = forms.get(app);
        if (form == null) return deviceToken;
        try {
            return form.apply(deviceToken);
        } catch (IllegalArgumentException e) {
            in.error("device_token", String.valueOf(e.getMessage()));
            return null;
        }
    }
}

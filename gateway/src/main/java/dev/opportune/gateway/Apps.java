package dev.opportune.gateway;

import dev.opportune.connectors.Provider;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.gateway.config.AppConfig;
import dev.opportune.gateway.config.GatewayConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The configured apps, as the connectors take them.
final class Apps {

    private Apps() {}

    /// By app. One whose files are of no use is there, too, and says so ([Provider#fault]).
    ///
    /// @throws IOException when the proxy's password cannot be read: then there is no way to any of them
    static Map<String, Provider> providers(GatewayConfig config) throws IOException {
        var egress = config.egress();
        var providers = new TreeMap<String, Provider>();
        for (var app : config.apps()) {
            providers.put(
                    app.name(),
                    switch (app) {
                        case AppConfig.Apns(var settings) -> new ApnsProvider(settings.withEgress(egress));
                        case AppConfig.Fcm(var settings) -> new FcmProvider(settings.withEgress(egress));
                    });
        }
        return providers;
    }

    /// What is wrong with the apps' files, by app, and with the proxy's. May be added to.
    static List<String> faults(GatewayConfig config) {
        try {
            return faults(providers(config));
        } catch (IOException e) {
            return new ArrayList<>(List.of(
                    "proxy.password_file: cannot be read (" + e.getClass().getSimpleName() + ")"));
        }
    }

    private static List<String> faults(Map<String, Provider> providers) {
        var faults = new ArrayList<String>();
        for (var provider : providers.values()) {
            var fault = provider.fault();
            if (fault != null) faults.add("apps." + provider.app() + ": " + fault);
            var _ = provider.close();
        }
        return faults;
    }
}

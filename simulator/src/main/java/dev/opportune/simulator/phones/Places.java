package dev.opportune.simulator.phones;

import java.net.URI;
import java.util.List;

/// Where is reported: at any gateway, the next one when one does not answer.
///
/// @param ingest the listeners of apps' devices
/// @param iosKey the ingest key of the app on iPhones; empty: none is needed, and so the others
/// @param api where the shop's backend reports
public record Places(List<URI> ingest, String iosKey, String androidKey, List<URI> api, String apiKey) {

    public Places {
        ingest = List.copyOf(ingest);
        api = List.copyOf(api);
        if (ingest.isEmpty()) throw new IllegalArgumentException("ingest: none (expected: one at least)");
        if (api.isEmpty()) throw new IllegalArgumentException("api: none (expected: one at least)");
    }

    List<URI> of(Report.Kind kind) {
        return switch (kind) {
            case IPHONE, ANDROID -> ingest;
            case SHOP -> api;
        };
    }

    String key(Report.Kind kind) {
        return switch (kind) {
            case IPHONE -> iosKey;
            case ANDROID -> androidKey;
            case SHOP -> apiKey;
        };
    }
}

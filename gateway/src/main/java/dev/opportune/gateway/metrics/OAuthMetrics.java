package dev.opportune.gateway.metrics;

import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.OAuthFetches;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/// The access tokens that an app at Firebase had fetched, for all lanes.
public final class OAuthMetrics {

    private OAuthMetrics() {}

    /// Shows them for as long as the provider is there.
    public static void show(FcmProvider provider, MeterRegistry registry) {
        for (var result : OAuthFetches.Result.values()) {
            FunctionCounter.builder(
                            "opportune.oauth.fetches",
                            provider,
                            it -> it.oauthFetches().count(result))
                    .description("Fetches of the app's OAuth access token")
                    .tag("app", provider.app())
                    .tag("result", result.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}

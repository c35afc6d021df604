package dev.opportune.gateway.trace;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a gateway tells of sends.
///
/// @param endpoint where the collector takes OTLP over HTTP
/// @param rate the share of those sends that are followed whose callers say nothing, 0 to 1
/// @param headers that the collector wants, such as a key; asked for each batch
/// @param ca certificates to trust, PEM; null: those that Java trusts
/// @param timeout of one batch
/// @param most spans that wait
public record TraceSettings(
        URI endpoint,
        double rate,
        Supplier<Map<String, String>> headers,
        @Nullable String ca,
        Duration timeout,
        int most) {

    public TraceSettings {
        if (!(rate >= 0 && rate <= 1)) throw new IllegalArgumentException("rate: " + rate + " (expected: 0 to 1)");
        if (most < 1) throw new IllegalArgumentException("most: " + most + " (expected: >= 1)");
    }
}

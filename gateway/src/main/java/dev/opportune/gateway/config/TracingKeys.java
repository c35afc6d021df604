package dev.opportune.gateway.config;

import dev.opportune.yaml.key.Key;
import dev.opportune.yaml.key.Keys;
import java.net.URI;
import java.time.Duration;

/// Of `tracing`.
final class TracingKeys {
    static final Key<URI> OTLP_ENDPOINT = Key.written("otlp_endpoint", "URL", TracingConfig::endpoint)
            .required()
            .bound("`http` or `https`, no user or password in it")
            .says("where a collector takes OTLP over HTTP; `/v1/traces` where no path is said");
    static final Key<Double> SAMPLE_RATE = Key.written("sample_rate", "number, a share", TracingConfig::rate)
            .or(TracingConfig.DEFAULT_SAMPLE_RATE)
            .bound("0 to 1")
            .says("of those sends that are followed whose callers say nothing of theirs");
    static final Key<String> HEADERS_FILE = Key.text("headers_file", ConfigKeys.FILE)
            .unsaid("nothing")
            .says("what the collector wants to be told with each batch");
    static final Key<String> CA_FILE = Key.text("ca_file", ConfigKeys.FILE_PEM)
            .unsaid("the machine's CAs")
            .says("who signs the collector's certificate");
    static final Key<Duration> TIMEOUT = Key.duration(
                    "timeout", TracingConfig.LEAST_TIMEOUT, TracingConfig.MOST_TIMEOUT)
            .or(TracingConfig.DEFAULT_TIMEOUT)
            .says("of one batch");
    static final Key<Integer> QUEUE = Key.whole("queue", "spans", TracingConfig.LEAST_QUEUE, TracingConfig.MOST_QUEUE)
            .or(TracingConfig.DEFAULT_QUEUE)
            .says("that wait for the collector, of some 1 KiB each; more are dropped and counted");
    static final Keys ALL = Keys.of("tracing", OTLP_ENDPOINT, SAMPLE_RATE, HEADERS_FILE, CA_FILE, TIMEOUT, QUEUE);

    private TracingKeys() {}
}

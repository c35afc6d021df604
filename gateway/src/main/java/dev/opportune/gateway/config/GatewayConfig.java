package dev.opportune.gateway.config;

import dev.opportune.connectors.wire.Egress;
import dev.opportune.ratelimiter.event.EventRetention;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A gateway's configuration, each value checked. Secrets are not in it: it names the files that have them.
///
/// @param ingest where apps' devices report; null: nowhere
/// @param lease how long a lane holds a send that it does not renew: others take over after it
/// @param templatesDir null: there are no templates
/// @param callersFile null: none, which only `--insecure-no-auth` allows
/// @param idempotencyRetention how long after its deadline a send's idempotency key is kept
/// @param proxy null: connections to providers go straight
/// @param tracing null: nobody is told of sends
/// @param engagement null: nothing is measured of what becomes of sends
/// @param webhooks in the file's order; their names differ
/// @param apps in the file's order; their names differ
public record GatewayConfig(
        HttpConfig http,
        @Nullable HttpConfig ingest,
        AdminConfig admin,
        RedisConfig redis,
        int lanes,
        Duration lease,
        Path policyFile,
        @Nullable Path templatesDir,
        @Nullable Path callersFile,
        Duration idempotencyRetention,
        Duration receiptsRetention,
        EventRetention events,
        @Nullable ProxyConfig proxy,
        ErasureConfig erasure,
        ShutdownConfig shutdown,
        LogConfig log,
        @Nullable TracingConfig tracing,
        @Nullable EngagementConfig engagement,
        List<WebhookConfig> webhooks,
        List<AppConfig> apps) {

    static final Duration DEFAULT_RETENTION = Duration.ofHours(1);
    static final Duration MIN_RETENTION = Duration.ofSeconds(1);
    static final int MOST_LANES = 256;

    /// As long as one idempotency key, receipt or event may be kept: Redis holds them all.
    static final Duration MAX_RETENTION = Duration.ofDays(7);

    /// A shorter one would be lost at each pause of a busy machine, a longer one outlive most moments.
    static final Duration MIN_LEASE = Duration.ofSeconds(5);

    static final Duration MAX_LEASE = Duration.ofMinutes(5);

    public GatewayConfig {
        if (lanes < 1 || lanes > MOST_LANES) {
            throw new IllegalArgumentException("lanes: " + lanes + " (expected: 1 to 256)");
        }
        if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0) {
            throw new IllegalArgumentException("lease: " + lease + " (expected: PT5S to PT5M)");
        }
        requireRetention("idempotency.retention", idempotencyRetention);
        requireRetention("receipts.retention", receiptsRetention);
        requireRetention("events.retention", events.age());
        if (http.port() != 0 && http.port() == admin.port()) {
            throw new IllegalArgumentException("admin.port: " + admin.port() + " (expected: another than http.port)");
        }
        if (ingest != null) requireIngest(ingest, http, admin, engagement);
        webhooks = List.copyOf(webhooks);
        for (int i = 0; i < webhooks.size(); i++) {
            requireEvents("webhooks[" + i + "]", webhooks.get(i), events, engagement);
        }
        apps = List.copyOf(apps);
    }

    /// Its own are written down.
    private static void requireEvents(
            String at, WebhookConfig webhook, EventRetention events, @Nullable EngagementConfig engagement) {
        if (events.perPartition() == 0) {
            throw new IllegalArgumentException("events.per_partition: 0 (expected: events, since there are webhooks)");
        }
        var ofFeed = webhook.typesOfFeed();
        if (ofFeed.isEmpty() || (engagement != null && engagement.feed())) return;
        throw new IllegalArgumentException(
                at + ".types: " + String.join(", ", ofFeed) + " (expected: only with engagement.feed: true)");
    }

    private static void requireIngest(
            HttpConfig ingest, HttpConfig http, AdminConfig admin, @Nullable EngagementConfig engagement) {
        int port = ingest.port();
        if (port != 0 && (port == http.port() || port == admin.port())) {
            throw new IllegalArgumentException(
                    "ingest.port: " + port + " (expected: another than http.port and admin.port)");
        }
        if (engagement == null || engagement.keysFile() == null) {
            throw new IllegalArgumentException("ingest.port: " + port
                    + " (expected: only with engagement.keys_file, since apps report by proofs)");
        }
    }

    private static void requireRetention(String key, Duration retention) {
        if (retention.compareTo(MIN_RETENTION) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
            throw new IllegalArgumentException(key + ": " + retention + " (expected: PT1S to P7D)");
        }
    }

    /// How connections to providers leave this machine, with the password of a proxy read from its file.
    public Egress egress() throws IOException {
        return proxy == null ? Egress.DIRECT : proxy.egress();
    }

    /// Why this gateway must not serve, if it must not: nobody may call without a key unless the operator said so.
    public Optional<String> refusalToServe(boolean insecureNoAuth) {
        if (callersFile != null || insecureNoAuth) return Optional.empty();
        return Optional.of("callers_file: is missing: without it anybody could send to every user"
                + " (expected: a callers file, or --insecure-no-auth to allow just that)");
    }
}

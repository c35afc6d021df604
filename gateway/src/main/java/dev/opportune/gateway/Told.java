package dev.opportune.gateway;

import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.lane.CallersWatch;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.RedisServers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// What the log says of a gateway's beginning and end: with what it began, and what became of the sends that it held.
final class Told {

    private static final int DIGEST_BYTES = 6;

    private final MeterRegistry meters;
    private long held;
    private long ended;

    Told(MeterRegistry meters) {
        this.meters = meters;
    }

    /// The first line.
    static String begins(GatewayConfig config, Policy policy, Optional<CallersWatch> callers) {
        return "opportune " + Version.number() + " begins, Java " + Runtime.version() + ": " + config.lanes()
                + " lanes, policy " + policy.version() + " (sha256 " + digest(config.policyFile()) + "), Redis, "
                + kind(config.redis().servers()) + ", " + config.redis().servers() + " ("
                + config.redis().durability().name().toLowerCase(Locale.ROOT) + "), "
                + config.apps().size() + " apps, "
                + callers.map(it -> it.callers().size() + " callers").orElse("no callers file");
    }

    static String serves(Gateway gateway, GatewayServer admin) {
        return "serves callers on port " + gateway.port()
                + (gateway.ingestPort() == 0 ? "" : ", apps' devices on " + gateway.ingestPort())
                + ", operators on " + admin.port();
    }

    /// It was told to stop.
    void stops() {
        held = held();
        ended = ended();
    }

    /// What became of the sends that it held then, and of those that it took in its grace.
    String stopped() {
        long left = held();
        long over = ended() - ended;
        return "it held " + held + " sends when it was told to stop and ended " + over + "; "
                + (left == 0
                        ? "what else waits was handed back"
                        : left + " are left, and taken over when their leases run out");
    }

    private long held() {
        var gauge = meters.find("opportune.dispatch.queue").gauge();
        return gauge == null ? 0 : Math.round(gauge.value());
    }

    private long ended() {
        return Math.round(meters.find("opportune.receipts").counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }

    private static String kind(RedisServers servers) {
        return switch (servers) {
            case RedisServers.Single _ -> "one server";
            case RedisServers.Sentinels _ -> "behind sentinels";
            case RedisServers.Cluster _ -> "a cluster";
        };
    }

    /// By which two gateways' files can be told apart, as `sha256sum` begins.
    private static String digest(Path file) {
        try {
            var sha = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(sha, 0, DIGEST_BYTES);
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

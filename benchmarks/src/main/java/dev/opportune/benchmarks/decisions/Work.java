package dev.opportune.benchmarks.decisions;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.send.Admit;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sends that are decided here, and the policies that decide them.
final class Work {

    static final String CATEGORY = "flash-sale";
    static final String APP = "shop-android";

    /// About what a send says: 200 bytes.
    static final Buffer CONTENT = Buffer.buffer("""
            {"title":"Raincoats, one hour only","body":"30 percent off while it pours","action":{"label":"Shop now",\
            "link":"shop://sale/raincoats"},"data":{"sku":"R-1","price":"49.90","shelf":"west-3"},"badge":1}""");

    private static final Duration TTL = Duration.ofMinutes(10);
    static final List<Admit.InlineDevice> ONE_DEVICE = List.of(new Admit.InlineDevice(APP, "dXKq2vT8QnWf0yLm3bHs7c"));

    private Work() {}

    /// The three caps of a promotional send, or none; nothing is quiet, so that the hour of the run changes nothing.
    static Policy capped() {
        return policy(
                "promo-hour: {limit: 1, window: PT1H}, promo-day: {limit: 3, window: PT24H},"
                        + " everything: {limit: 12, window: P7D}",
                "promo-hour, promo-day, everything");
    }

    /// One rolling cap.
    static Policy oneCap(int limit) {
        return policy("day: {limit: " + limit + ", window: PT24H}", "day");
    }

    static Policy uncapped() {
        return policy("", "");
    }

    /// Three caps with room, one of them of the calendar, and quiet hours that are not now.
    static Policy roomy(LocalTime now) {
        return policy(
                "promo-hour: {limit: 60, window: PT1H}, promo-day: {limit: 90, window: PT24H},"
                        + " everything: {limit: 30, calendar: day}",
                "promo-hour, promo-day, everything",
                "defer",
                now.truncatedTo(ChronoUnit.HOURS).plusHours(6) + "-"
                        + now.truncatedTo(ChronoUnit.HOURS).plusHours(8));
    }

    /// With one device of its own.
    static Admit.Request send(String sendId, String user) {
        return send(sendId, user, ONE_DEVICE, null);
    }

    /// To the user's registered devices when none are given.
    static Admit.Request send(
            String sendId, String user, List<Admit.InlineDevice> devices, Admit.@Nullable Idempotency idempotency) {
        return new Admit.Request(
                sendId,
                user,
                "shop-backend",
                idempotency,
                CATEGORY,
                "rain-2026-11",
                "r-1",
                null,
                CONTENT,
                new Moment.Absolute(null, null, TTL),
                devices);
    }

    private static Policy policy(String caps, String names) {
        return policy(caps, names, "ignore", "22:00-08:00");
    }

    private static Policy policy(String caps, String names, String onQuietHours, String quietHours) {
        var yaml = """
                version: "benchmark"
                defaults: {quiet_hours: "%s"}
                caps: {%s}
                categories:
                  %s: {class: promotional, intent: buy, ttl: PT10M, caps: [%s], quiet_hours: %s}
                """.formatted(quietHours, caps, CATEGORY, names, onQuietHours);
        try {
            return PolicyFile.parse(yaml, "benchmark");
        } catch (PolicyException e) {
            throw new IllegalStateException(e);
        }
    }
}

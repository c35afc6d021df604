package dev.opportune.gateway.http;

import dev.opportune.gateway.config.CallerRate;
import java.time.Duration;

/// How often a caller may call this gateway, and how often it may be told that it calls too often. Thread-safe.
final class CallerBucket {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final CallerRate rate;
    private final TokenBucket requests;
    private final TokenBucket refusals;
    private final TokenBucket fruitless;

    CallerBucket(CallerRate rate, long nowNanos) {
        this.rate = rate;
        this.requests = new TokenBucket(rate.perSecond(), rate.burst(), nowNanos);
        this.refusals = new TokenBucket(
                Math.max(rate.perSecond(), Limits.REFUSALS), Math.max(rate.burst(), Limits.REFUSALS), nowNanos);
        this.fruitless = new TokenBucket(Limits.FRUITLESS, Limits.FRUITLESS, nowNanos);
    }

    CallerRate rate() {
        return rate;
    }

    /// Takes a place for one request, if there is one.
    ///
    /// @param nowNanos of [System#nanoTime]
    TokenBucket.Found take(long nowNanos) {
        return requests.take(nowNanos);
    }

    /// Counts a refusal.
    ///
    /// @return whether there were so many that the caller's connections should not be read for a while
    boolean isHeedless(long nowNanos) {
        return !refusals.take(nowNanos).isTaken();
    }

    /// Counts what nothing came of, which takes nothing from the rate.
    ///
    /// @return whether there was so much of it that the connection it came by should not be read for a while
    boolean isFruitless(long nowNanos) {
        return !fruitless.take(nowNanos).isTaken();
    }

    /// What a caller is told that calls too often.
    Reply tooOften(String caller, TokenBucket.Found found) {
        return Problem.RATE_LIMITED
                .because("caller " + caller + " calls more often than it may: nothing was taken")
                .retryAfter(Duration.ofNanos(found.nextInNanos()))
                .with("RateLimit", left(found))
                .with("RateLimit-Policy", policy());
    }

    /// `RateLimit-Policy` by draft-ietf-httpapi-ratelimit-headers: the bucket's size, and the seconds in which it
    /// fills.
    String policy() {
        return "\"caller\";q=" + rate.burst() + ";w=" + Math.max(1, seconds(requests.nanosToFill()));
    }

    /// `RateLimit`: the requests left, and the seconds until there is one more.
    static String left(TokenBucket.Found found) {
        return "\"caller\";r=" + found.left() + ";t=" + seconds(found.nextInNanos());
    }

    private static long seconds(long nanos) {
        return (nanos + SECOND_NANOS - 1) / SECOND_NANOS;
    }
}

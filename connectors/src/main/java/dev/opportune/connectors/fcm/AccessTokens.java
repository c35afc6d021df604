package dev.opportune.connectors.fcm;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.fcm.OAuthFetches.Result;
import dev.opportune.connectors.wire.Outcomes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A service account's OAuth access token, which all lanes share: fetched by one blocking call at a time on a thread of
/// its own, renewed ahead of its end, and once more when FCM refuses it. Tokens live and failures stand by
/// [System#nanoTime], whatever this machine's clock does meanwhile. Thread-safe; a lane that finds a good one takes no
/// lock.
final class AccessTokens {

    /// What fetching came to: a token to send with, or why there is none.
    sealed interface Fetched {
        /// Not a record, since a record prints what it holds.
        final class Bearer implements Fetched {
            private final String authorization;
            private final long renewAtNanos;
            private final long unusableAtNanos;

            Bearer(String authorization, long renewAtNanos, long unusableAtNanos) {
                this.authorization = authorization;
                this.renewAtNanos = renewAtNanos;
                this.unusableAtNanos = unusableAtNanos;
            }

            /// The value of the `Authorization` header.
            String authorization() {
                return authorization;
            }

            private boolean isSameAs(Bearer other) {
                return authorization.equals(other.authorization);
            }
        }

        record Failed(DeliveryOutcome outcome, long untilNanos) implements Fetched {}
    }

    static final String UNAVAILABLE = "oauth_unavailable";
    static final String REFUSED = "oauth_refused";

    /// A token this near its end may end on the way; a tenth of its life, if that is less.
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /// "About 3600 seconds", where the answer does not say.
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    /// How long a failure that may pass stands before the next attempt.
    private static final Duration FAILURE_STANDS = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

    private final String app;
    private final GoogleCredentials account;
    private final TokenSource source;
    private final Executor executor;
    private final OAuthFetches fetches;
    private final LongSupplier nanoTime;

    private volatile @Nullable Fetched latest;
    private volatile @Nullable String fault;

    /// What is said of the first failure need not be said again. Touched by the fetching thread alone.
    private boolean failing;

    /// The latest fetch, which may be over.
    private @Nullable CompletableFuture<Fetched> fetching;

    AccessTokens(
            String app,
            GoogleCredentials account,
            TokenSource source,
            Executor executor,
            OAuthFetches fetches,
            LongSupplier nanoTime) {
        this.app = app;
        this.account = account;
        this.source = source;
        this.executor = executor;
        this.fetches = fetches;
        this.nanoTime = nanoTime;
    }

    /// What a message comes to that waited for a token as long as it may.
    static DeliveryOutcome unavailable() {
        return new NotSent(UNAVAILABLE, FAILURE_STANDS, Extent.APP);
    }

    /// Why there is no token to be had, as the end of a sentence about the account; null while there is one or none was
    /// asked for.
    @Nullable
    String fault() {
        return fault;
    }

    /// A token to send with now, or why there is none, when that is known; null while one is being fetched. Begins to
    /// renew one that nears its end.
    @Nullable
    Fetched now() {
        return switch (latest) {
            case Fetched.Bearer bearer
            when !isOver(bearer.unusableAtNanos) -> {
                if (isOver(bearer.renewAtNanos)) {
                    var _ = fetch();
                }
                yield bearer;
            }
            case Fetched.Failed failed when !isOver(failed.untilNanos) -> failed;
            case null, default -> null;
        };
    }

    private boolean isOver(long atNanos) {
        return nanoTime.getAsLong() - atNanos >= 0;
    }

    private long in(Duration time) {
        return nanoTime.getAsLong() + time.toNanos();
    }

    /// Has a token at hand before anybody needs it, and keeps it so when called now and then.
    void keepReady() {
        if (now() == null) {
            var _ = fetch();
        }
    }

    /// Fetches a token, or waits for the fetch that is under way.
    synchronized CompletableFuture<Fetched> fetch() {
        CompletableFuture<Fetched> underWay = fetching;
        if (underWay == null || underWay.isDone()) {
            underWay = begin();
            fetching = underWay;
        }
        return underWay;
    }

    private CompletableFuture<Fetched> begin() {
        try {
            return new CompletableFuture<Fetched>().completeAsync(this::fetchBlocking, executor);
        } catch (RejectedExecutionException e) {
            // The provider is closed, or its thread has hung and others wait for it.
            return CompletableFuture.completedFuture(new Fetched.Failed(unavailable(), in(FAILURE_STANDS)));
        }
    }

    /// FCM refused this token: another one, unless there is one already.
    synchronized CompletableFuture<Fetched> renew(Fetched.Bearer refused) {
        Fetched present = latest;
        if (present instanceof Fetched.Bearer other && !other.isSameAs(refused)) {
            return CompletableFuture.completedFuture(other);
        }
        if (present instanceof Fetched.Bearer) latest = null;
        return present instanceof Fetched.Failed failed && !isOver(failed.untilNanos)
                ? CompletableFuture.completedFuture(failed)
                : fetch();
    }

    /// FCM refused this token though it was new: fetching another at once would not help.
    synchronized void stayedRefused(Fetched.Bearer refused, DeliveryOutcome outcome) {
        if (latest instanceof Fetched.Bearer present && present.isSameAs(refused)) {
            latest = new Fetched.Failed(outcome, in(FAILURE_STANDS));
        }
    }

    private Fetched fetchBlocking() {
        Fetched result;
        try {
            result = bearer(account.refreshAccessToken());
            fetches.ended(Result.OK);
            fault = null;
            failing = false;
        } catch (IOException | RuntimeException e) {
            result = failed(e);
        }
        latest = result;
        return result;
    }

    private Fetched failed(Exception e) {
        TokenFailure failure = TokenFailure.of(e, source);
        LOG.atLevel(failing ? Level.DEBUG : Level.WARN).log("{}: no access token for FCM: {}", app, failure.sentence());
        failing = true;
        boolean passing = failure.passing();
        fetches.ended(passing ? Result.UNAVAILABLE : Result.REFUSED);
        long nextNanos = in(passing ? FAILURE_STANDS : Outcomes.CONFIGURATION_RETRY);
        if (latest instanceof Fetched.Bearer good && nextNanos - good.unusableAtNanos < 0) {
            return new Fetched.Bearer(good.authorization, nextNanos, good.unusableAtNanos);
        }
        fault = failure.sentence();
        return new Fetched.Failed(
                passing ? unavailable() : new NotSent(REFUSED, Outcomes.CONFIGURATION_RETRY, Extent.APP), nextNanos);
    }

    /// Renewed when a fifth of its life is left: 12 minutes of an hour.
    private Fetched.Bearer bearer(AccessToken token) {
        Duration life = life(token.getExpirationTime());
        Duration tenth = life.dividedBy(10);
        return new Fetched.Bearer(
                "Bearer " + token.getTokenValue(),
                in(life.multipliedBy(4).dividedBy(5)),
                in(life.minus(tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN)));
    }

    /// The library has just added it to this machine's clock.
    private static Duration life(@Nullable Date expiration) {
        return expiration == null ? USUAL_LIFE : Duration.between(Instant.now(), expiration.toInstant());
    }
}

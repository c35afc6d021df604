package dev.opportune.ratelimiter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/// What is done when something fails. [Future#recover] makes a future of each success, too, and composes it; nearly
/// everything succeeds, and each send would pay for that six times.
final class Rescue {

    private Rescue() {}

    /// The same, or what comes of its failure. Completes on the thread that the first does.
    static <T> Future<T> of(Future<T> first, Function<Throwable, Future<T>> otherwise) {
        Promise<T> promise = Promise.promise();
        first.onComplete((result, failure) -> {
            if (failure == null) promise.complete(result);
            else otherwise.apply(failure).onComplete(promise);
        });
        return promise.future();
    }
}

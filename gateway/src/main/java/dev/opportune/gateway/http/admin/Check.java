package dev.opportune.gateway.http.admin;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One thing that operators want to be well.
///
/// @param name for people, such as `redis`
/// @param vital whether sends should go elsewhere while it is not
/// @param fault says what is wrong now, if anything is; a failed future says so, too
public record Check(String name, boolean vital, Supplier<Future<Optional<String>>> fault) {

    private static final int SECONDS = 2;

    /// What is wrong now. A check that does not answer has found its fault.
    Future<Optional<String>> find() {
        return Future.<Optional<String>>future(promise -> fault.get().onComplete(promise))
                .timeout(SECONDS, TimeUnit.SECONDS)
                .otherwise(failure -> Optional.of(String.valueOf(failure.getMessage())));
    }
}

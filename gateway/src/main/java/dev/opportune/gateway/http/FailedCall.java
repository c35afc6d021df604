package dev.opportune.gateway.http;

import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is said of a failed future.
public final class FailedCall {

    private static final Logger LOG = LoggerFactory.getLogger(FailedCall.class);

    private FailedCall() {}

    /// Storage that does not answer is named; anything else is a defect, which is logged and not shown.
    public static Reply reply(Throwable failure) {
        if (failure instanceof StorageUnavailableException storage) return unavailable(storage);
        String id = UUID.randomUUID().toString();
        LOG.error("a request failed, correlation id {}", id, failure);
        return Problem.INTERNAL.because(
                "logged under the correlation id", json -> json.writeStringField("correlation_id", id));
    }

    private static Reply unavailable(StorageUnavailableException storage) {
        var problem = storage.mayHaveRun()
                ? Problem.OUTCOME_UNKNOWN.because("it may have been done; it may be asked again without harm")
                : Problem.STORAGE_UNAVAILABLE.because("nothing was done: try again later");
        return problem.retryAfter(Limits.RETRY);
    }
}

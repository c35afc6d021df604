package dev.opportune.connectors.fcm;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/// Reads an answer's body up to a bound: FCM's are some hundred bytes, and what a proxy may add is not worth
/// memory.
final class AnswerBody {

    static final int MAX_BYTES = 16 * 1024;

    private AnswerBody() {}

    /// The body, cut at [#MAX_BYTES]. Called on the response's context, before it reads on.
    static Future<byte[]> read(HttpClientResponse response) {
        Promise<byte[]> body = Promise.promise();
        Buffer kept = Buffer.buffer();
        response.handler(chunk -> {
            int fits = Math.min(chunk.length(), MAX_BYTES - kept.length());
            kept.appendBuffer(chunk, 0, fits);
        });
        response.exceptionHandler(body::tryFail);
        response.endHandler(_ -> body.tryComplete(kept.getBytes()));
        return body.future();
    }
}

package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// What uses the lines of one request.
public interface Lines {

    /// Uses one line; gives what a request with it as its whole body would be answered. Lines may be used while others
    /// are. A future that fails since storage is not available ends them all.
    Future<Reply> use(Buffer line);

    /// Whether a line that was taken is answered, too; one that was not always is.
    boolean tell(Reply reply);

    /// Whether the lane has room for another line.
    default boolean haveRoom() {
        return true;
    }

    /// Of the answer, besides its content type.
    default Map<String, String> headers() {
        return Map.of();
    }

    /// What became of the lines that were taken, for the last line of the answer.
    JsonFields counts();
}

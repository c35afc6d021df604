package dev.opportune.gateway.http;

import dev.opportune.gateway.json.Parsed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// A request that found its operation, from a caller who may make it.
///
/// @param caller who asks
/// @param path the values of the template's variables, decoded
/// @param query decoded, by name
record Call(HttpServerRequest request, BodyReader body, String caller, List<String> path, Map<String, String> query) {

    /// Takes the body in, reads it, and hands on what it says; what is wrong with it is answered here.
    <T> Future<Reply> withBody(
            Set<String> mediaTypes, Function<Buffer, Parsed<T>> reader, Function<T, Future<Reply>> use) {
        return body.read(mediaTypes).compose(read -> switch (read) {
            case BodyReader.Body.Refused(Reply reply) -> Future.succeededFuture(reply);
            case BodyReader.Body.Whole(Buffer bytes) ->
                switch (reader.apply(bytes)) {
                    case Parsed.Valid<T>(T value) -> use.apply(value);
                    case Parsed.Invalid<T>(var errors) -> Future.succeededFuture(Problem.malformed(errors));
                };
        });
    }
}

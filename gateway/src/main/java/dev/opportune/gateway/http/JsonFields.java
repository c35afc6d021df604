package dev.opportune.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/// What writes the members of an answer's object.
@FunctionalInterface
public interface JsonFields {

    void write(JsonGenerator json) throws IOException;

    /// The members of this one, then those of the next.
    default JsonFields and(JsonFields next) {
        return json -> {
            write(json);
            next.write(json);
        };
    }
}

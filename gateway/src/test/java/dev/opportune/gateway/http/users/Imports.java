package dev.opportune.gateway.http.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;

/// Imports of users over HTTP, and the lines that answer them.
final class Imports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningGateway gateway;

    Imports(RunningGateway gateway) {
        this.gateway = gateway;
    }

    /// @param body with single quotes in the place of double ones
    Answer post(String body) {
        return gateway.send(request(body));
    }

    /// As another caller than the one that may do everything.
    Answer postAs(String key, String body) {
        return gateway.send(request(body, "Authorization", "Bearer " + key));
    }

    HttpRequest request(String body, String... headers) {
        return gateway.request(
                        "/v1/users",
                        Stream.concat(Stream.of("Content-Type", "application/x-ndjson"), Stream.of(headers))
                                .toArray(String[]::new))
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
    }

    static JsonNode last(Answer answer) {
        return lines(answer).getLast();
    }

    static List<JsonNode> lines(Answer answer) {
        assertThat(answer.status()).as(text(answer)).isEqualTo(200);
        return text(answer).lines().map(Imports::json).toList();
    }

    static String text(Answer answer) {
        return new String(answer.response().body(), UTF_8);
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}

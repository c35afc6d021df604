package dev.opportune.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A gateway that is asked for figures.
///
/// @param keyFile with the caller's key; null: it is in `OPPORTUNE_KEY`, if there is one
record ReportSource(URI url, @Nullable Path keyFile) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /// What it answers, as text.
    ///
    /// @param query parameters, not encoded
    /// @throws IOException says in a plain sentence why there is no answer
    String get(String path, Map<String, String> query) throws IOException, InterruptedException {
        var key = key();
        var text = query.entrySet().stream()
                .map(it -> encoded(it.getKey()) + '=' + encoded(it.getValue()))
                .collect(Collectors.joining("&"));
        var base = url.toString().replaceAll("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(base + path + (text.isEmpty() ? "" : "?" + text)))
                .timeout(TIMEOUT);
        if (!key.isEmpty()) request.header("Authorization", "Bearer " + key);
        try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() == 200) return answer.body();
            throw new IOException(why(answer));
        } catch (java.net.ConnectException e) {
            throw new IOException("no gateway answers at " + base + " (expected: one, or another --url)", e);
        }
    }

    JsonNode json(String path, Map<String, String> query) throws IOException, InterruptedException {
        return parsed(get(path, query));
    }

    private static String why(HttpResponse<String> answer) {
        try {
            var problem = parsed(answer.body());
            if (problem.has("detail")) {
                return answer.statusCode() + ": " + problem.path("detail").asText();
            }
        } catch (IOException e) {
            return answer.statusCode() + ", and not from a gateway";
        }
        return String.valueOf(answer.statusCode());
    }

    private String key() throws IOException {
        if (keyFile != null) return Files.readString(keyFile).strip();
        var key = System.getenv("OPPORTUNE_KEY");
        return key == null ? "" : key.strip();
    }

    private static JsonNode parsed(String json) throws JsonProcessingException {
        return new ObjectMapper().readTree(json);
    }

    /// As it stands in a query or a path.
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

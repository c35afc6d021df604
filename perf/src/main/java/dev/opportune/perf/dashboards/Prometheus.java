package dev.opportune.perf.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Prometheus, as far as panels ask it.
final class Prometheus implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    /// What is drawn, in seconds since 1970.
    record Span(long from, long to, long step) {

        private static final int POINTS = 240;

        /// With as many points as can be told apart.
        static Span of(Instant from, Instant to) {
            long seconds = to.getEpochSecond() - from.getEpochSecond();
            return new Span(from.getEpochSecond(), to.getEpochSecond(), Math.max(1, seconds / POINTS));
        }

        /// The same time, at other points.
        Span every(Duration step) {
            return new Span(from, to, step.toSeconds());
        }
    }

    /// A value at a time, in seconds since 1970.
    record Point(double at, double value) {}

    /// @param labels without the name
    record Series(Map<String, String> labels, List<Point> points) {}

    Prometheus(String url) {
        this.url = url;
    }

    /// All series of an expression; one that Prometheus refuses is an error, with its words.
    List<Series> query(String expr, Span span) throws IOException, InterruptedException {
        var query = "query=" + URLEncoder.encode(expr, StandardCharsets.UTF_8) + "&start=" + span.from + "&end="
                + span.to + "&step=" + span.step;
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/query_range"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        var answer = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException(expr + ": " + answer.path("error").asText());
        }
        var all = new ArrayList<Series>();
        for (var series : answer.at("/data/result")) all.add(series(series));
        return all;
    }

    private static Series series(JsonNode json) {
        var labels = new LinkedHashMap<String, String>();
        json.path("metric")
                .properties()
                .forEach(it -> labels.put(it.getKey(), it.getValue().asText()));
        var points = new ArrayList<Point>();
        for (var value : json.path("values")) {
            double number = Double.parseDouble(
                    value.path(1).asText().replace("+Inf", "Infinity").replace("-Inf", "-Infinity"));
            if (Double.isFinite(number)) points.add(new Point(value.path(0).asDouble(), number));
        }
        return new Series(labels, points);
    }

    @Override
    public void close() {
        http.close();
    }
}

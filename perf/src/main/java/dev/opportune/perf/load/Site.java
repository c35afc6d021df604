package dev.opportune.perf.load;

import dev.opportune.perf.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What `perf/run` has started, by its properties.
///
/// @param warm another gateway that is warm, or the same
/// @param control of the simulators
/// @param pids of the processes whose processor time is told, by name
record Site(URI gateway, URI warm, String key, URI control, Map<String, Long> pids) {

    static Site ofProperties() {
        var pids = new LinkedHashMap<String, Long>();
        for (var word : System.getProperty("opportune.pids", "").split(",", -1)) {
            if (word.isEmpty()) continue;
            var parts = word.split("=", 2);
            pids.put(parts[0], Long.parseLong(parts[1]));
        }
        String url = System.getProperty("opportune.url");
        String warm = System.getProperty("opportune.warm", "");
        return new Site(
                URI.create(url),
                URI.create(warm.isEmpty() ? url : warm),
                System.getProperty("opportune.key", ""),
                URI.create(System.getProperty("opportune.control")),
                pids);
    }

    /// Seconds of processor time that each has used.
    Map<String, Double> cpu() {
        var seconds = new LinkedHashMap<String, Double>();
        pids.forEach((name, pid) -> seconds.put(
                name,
                ProcessHandle.of(pid)
                                .flatMap(it -> it.info().totalCpuDuration())
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1e3));
        return seconds;
    }

    /// Has one of the simulators' verbs done, for both providers.
    void behave(String verb, String fields) throws IOException, InterruptedException {
        for (var provider : new String[] {"apns", "fcm"}) {
            var body = "{\"provider\":\"" + provider + "\"," + fields + "}";
            var request = HttpRequest.newBuilder(control.resolve("/behaviour/" + verb))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try (var http = HttpClient.newHttpClient()) {
                var answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() >= 300) throw new IOException(verb + ": " + answer.body());
            }
        }
    }

    /// Pushes that the simulators were asked for so far, whatever they answered.
    long attempts() {
        try (var api = new Api(control.toString(), "")) {
            return api.get("/pushes/count").join().path("count").asLong();
        }
    }
}

package dev.opportune.perf.load;

import dev.opportune.perf.Api;
import dev.opportune.perf.Push;
import dev.opportune.perf.Pushes;
import dev.opportune.perf.chaos.site.RedisTalk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `perf/run` has started, by its properties.
///
/// @param warm another gateway that is warm, or the same
/// @param ingest where apps' devices report, with its key
/// @param control of the simulators
/// @param redisPort of the gateway's
/// @param gcLog of the gateway's
/// @param pids of the processes whose processor time is told, by name
public record Site(
        URI gateway,
        URI warm,
        String key,
        URI ingest,
        String ingestKey,
        URI control,
        int redisPort,
        Path gcLog,
        Map<String, Long> pids) {

    private static final long LOOK_MILLIS = 500;
    private static final int LOOKS_ALIKE = 6;

    public static Site ofProperties() {
        var pids = new LinkedHashMap<String, Long>();
        for (var word : System.getProperty("opportune.pids", "").split(",", -1)) {
            if (word.isEmpty()) continue;
            var parts = word.split("=", 2);
            pids.put(parts[0], Long.parseLong(parts[1]));
        }
        pids.put("generator", ProcessHandle.current().pid());
        String url = System.getProperty("opportune.url");
        String warm = System.getProperty("opportune.warm", "");
        return new Site(
                URI.create(url),
                URI.create(warm.isEmpty() ? url : warm),
                System.getProperty("opportune.key", ""),
                URI.create(System.getProperty("opportune.ingest", "")),
                System.getProperty("opportune.ingest-key", ""),
                URI.create(System.getProperty("opportune.control")),
                Integer.getInteger("opportune.redis", 0),
                Path.of(System.getProperty("opportune.gc", "gc.log")),
                pids);
    }

    public Cpu cpu() {
        return Cpu.of(pids);
    }

    /// Has one of the simulators' verbs done.
    ///
    /// @param provider `apns` or `fcm`
    /// @param fields JSON, without braces
    public void behave(String verb, String provider, String fields) throws IOException, InterruptedException {
        var body = "{\"provider\":\"" + provider + "\"," + fields + "}";
        ask(HttpRequest.newBuilder(control.resolve("/behaviour/" + verb)).POST(BodyPublishers.ofString(body)));
    }

    /// Providers are well again.
    public void behaveNormally() throws IOException, InterruptedException {
        ask(HttpRequest.newBuilder(control.resolve("/behaviour")).DELETE());
    }

    private static void ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) throw new IOException("the simulator: " + answer.body());
        }
    }

    /// Pushes that the simulators were asked for so far, whatever they answered.
    public long attempts() {
        try (var api = new Api(control.toString(), "")) {
            return api.get("/pushes/count").join().path("recorded").asLong();
        }
    }

    /// Waits until no push comes any more, or as many seconds.
    public void awaitNoMorePushes(int seconds) throws InterruptedException {
        long ends = System.nanoTime() + seconds * 1_000_000_000L;
        long before = -1;
        for (int alike = 0; alike < LOOKS_ALIKE && System.nanoTime() - ends < 0; ) {
            long now = attempts();
            alike = now == before ? alike + 1 : 0;
            before = now;
            Thread.sleep(LOOK_MILLIS);
        }
    }

    public List<Push> pushes() throws IOException, InterruptedException {
        try (var api = new Api(control.toString(), "")) {
            return Pushes.all(api);
        }
    }

    /// A connection to the gateway's Redis.
    public RedisTalk redis() throws IOException {
        return new RedisTalk(redisPort);
    }
}

package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Ground;
import dev.opportune.perf.attack.Target.Keys;
import dev.opportune.perf.attack.wire.Answer;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One gateway in a process of its own, with its files and its users.
final class Site implements AutoCloseable {

    static final String GOOD_KEY = key("good");
    static final Keys KEYS = new Keys(key("attacker"), key("limited"), key("neighbour"));
    static final int USERS = 200;

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern PORT = Pattern.compile("(?m)^(gateway|admin) *port (\\d+)$");

    private final Process process;
    private final Path folder;
    private final int heapMib;
    private int port;
    private int adminPort;

    private Site(Process process, Path folder, int heapMib) {
        this.process = process;
        this.folder = folder;
        this.heapMib = heapMib;
    }

    /// Starts one, and waits until it is ready and has its users.
    static Site start(Place place, Attack attack, int heapMib, int number) throws IOException, InterruptedException {
        var folder = Files.createDirectories(place.work().resolve(attack.name()));
        Files.writeString(folder.resolve("callers.yaml"), SiteFiles.callers());
        Files.writeString(folder.resolve("gateway.yaml"), SiteFiles.configuration(place, folder, number));
        String files = attack.ground() == Ground.FEW_FILES ? "ulimit -n 1500 && " : "";
        var builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        files + "exec \"$0\" serve --config \"$1\"",
                        place.root().resolve("opportune").toString(),
                        folder.resolve("gateway.yaml").toString())
                .redirectOutput(folder.resolve("gateway.out").toFile());
        if (attack.ground() == Ground.STALLED_STDERR) builder.redirectError(ProcessBuilder.Redirect.PIPE);
        else builder.redirectError(folder.resolve("gateway.log").toFile());
        builder.environment().put("OPPORTUNE_JAVA_OPTS", "-Xmx" + heapMib + "m -XX:+ExitOnOutOfMemoryError");
        var site = new Site(Ended.withUs(builder.start()), folder, heapMib);
        try {
            site.awaitReady();
            site.makeUsers();
            return site;
        } catch (IOException | InterruptedException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int port() {
        return port;
    }

    int adminPort() {
        return adminPort;
    }

    Path folder() {
        return folder;
    }

    int heapMib() {
        return heapMib;
    }

    /// What it said on stderr; nothing where nobody listened.
    String log() throws IOException {
        var log = folder.resolve("gateway.log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    Answer admin(String path) throws IOException {
        try (var http = Http1.open(adminPort, PATIENCE)) {
            http.say(Http1.head("GET", path, ""));
            return http.answer();
        }
    }

    static String deviceToken(int user) {
        return "%08x".formatted(0x900d0000 + user) + "5eed".repeat(14);
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (!process.isAlive()) throw new IOException("the gateway ended before it was up: " + log());
            if (System.nanoTime() > end) throw new IOException("the gateway is not up in time: " + log());
            Thread.sleep(200);
        }
    }

    /// Under load it may not even answer in time.
    private boolean isReady() throws IOException {
        var ports = PORT.matcher(Files.readString(folder.resolve("gateway.out")));
        while (ports.find()) {
            int number = Integer.parseInt(ports.group(2));
            if (ports.group(1).equals("admin")) adminPort = number;
            else port = number;
        }
        if (port == 0 || adminPort == 0) return false;
        try {
            return admin("/readyz").status() == 200;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private void makeUsers() throws IOException {
        String users = IntStream.range(0, USERS)
                .mapToObj(user ->
                        "{\"user\":\"good-%d\",\"devices\":[{\"device_id\":\"d\",\"app\":\"shop-ios\",".formatted(user)
                                + "\"device_token\":\"" + deviceToken(user) + "\"}]}\n")
                .collect(Collectors.joining());
        try (var http = Http1.open(port, START)) {
            http.say(Http1.request("POST", "/v1/users", GOOD_KEY, "application/x-ndjson", users));
            var answer = http.answer();
            if (!answer.text().contains("\"failed\":0")) throw new IOException("no users: " + answer);
        }
    }

    private static String key(String caller) {
        return "the-key-of-" + caller + "-5f0c1d2b3a49586776";
    }

    static List<String> secrets() {
        return List.of(
                GOOD_KEY, KEYS.attacker(), KEYS.limited(), KEYS.neighbour(), "5eed".repeat(14), GoodTraffic.TITLE);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = process.destroyForcibly();
    }
}

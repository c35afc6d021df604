package dev.opportune.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.page.ReportPage;
import dev.opportune.gateway.page.ReportText;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `report`: asks a gateway for a report, and shows it, or writes it as a page or as CSV.
@Command(
        name = "report",
        description = {
            "Shows what became of sends: here, as a page with plots (--html), or for a spreadsheet (--csv).",
            "The key of a caller with the scope reports:read is taken from OPPORTUNE_KEY, or from --key-file."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:All is well", " 1:There is no report"})
final class ReportCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:OPPORTUNE_URL:-http://127.0.0.1:8080}",
            description = "Of the gateway, for callers (${DEFAULT-VALUE}).")
    private URI url;

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file with the key.")
    private @Nullable Path keyFile;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            required = true,
            description = "category, intent, campaign, template, locale, app, hour, day or hour_of_day.")
    private String by;

    @Option(
            names = "--from",
            paramLabel = "WHEN",
            required = true,
            description = "2026-11-28 (midnight in --timezone), or an instant such as 2026-11-28T00:00:00Z.")
    private String from;

    @Option(names = "--to", paramLabel = "WHEN", description = "The same; now, when it is left out.")
    private @Nullable String to;

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            defaultValue = "Z",
            description = "Such as Europe/Berlin; UTC unless said.")
    private String timezone;

    @Option(
            names = "--of",
            paramLabel = "NAME=VALUE",
            description = "Such as category=sale: of it alone. May be given many times.")
    private Map<String, String> filters = new LinkedHashMap<>();

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page that opens without a network.")
    private @Nullable Path html;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes a table.")
    private @Nullable Path csv;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var query = query();
        if (csv != null) {
            query.put("format", "csv");
            write(csv, get(query));
            query.remove("format");
        }
        if (html == null && csv != null) return 0;
        var report = parsed(get(query));
        if (html != null) write(html, ReportPage.of(report));
        else ReportText.lines(report).forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        query.put("by", by);
        try {
            query.put("from", ReportTimes.instant(from, timezone));
            if (to != null) query.put("to", ReportTimes.instant(to, timezone));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        query.put("timezone", timezone);
        query.putAll(filters);
        return query;
    }

    private String get(Map<String, String> query) throws IOException, InterruptedException {
        var key = key();
        var text = query.entrySet().stream()
                .map(it -> encoded(it.getKey()) + '=' + encoded(it.getValue()))
                .collect(Collectors.joining("&"));
        var base = url.toString().replaceAll("/+$", "");
        var request =
                HttpRequest.newBuilder(URI.create(base + "/v1/reports?" + text)).timeout(TIMEOUT);
        if (!key.isEmpty()) request.header("Authorization", "Bearer " + key);
        try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() == 200) return answer.body();
            throw new IOException(why(answer));
        } catch (java.net.ConnectException e) {
            throw new IOException("no gateway answers at " + base + " (expected: one, or another --url)", e);
        }
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

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        spec.commandLine().getOut().println("wrote " + file);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

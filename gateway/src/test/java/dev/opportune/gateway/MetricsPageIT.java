package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.opportune.gateway.lane.FileWatch;
import dev.opportune.gateway.metrics.CertificateEnds;
import dev.opportune.gateway.metrics.ProcessMetrics;
import dev.opportune.gateway.monitoring.Boards;
import dev.opportune.gateway.monitoring.MetricsPage;
import dev.opportune.gateway.monitoring.Rules;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `docs/metrics.md` against a gateway through which all went that is cheap.
class MetricsPageIT {

    private static final String POLICY = """
            version: "2026-11-22"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    private static ProcessMetrics process;
    private static String text;

    @BeforeAll
    static void push() throws Exception {
        process = new ProcessMetrics(gateway.meters, "test");
        new FileWatch("policy", List.of(), () -> "", () -> "").show(gateway.meters);
        var _ = new CertificateEnds(
                List.of(new CertificateEnds.Watched("http.tls.cert_file", gateway.simulatorsCa(), false)),
                gateway.meters);
        gateway.simulator.behaviour().refuse(iosToken("dead"), DeviceRefusal.always(ApnsReason.UNREGISTERED));
        gateway.simulator.behaviour().refuse(iosToken("odd"), DeviceRefusal.always(ApnsReason.BAD_DEVICE_TOKEN));
        var accepted = gateway.send(202, news("u-1", "good"));
        var refused = gateway.send(202, news("u-2", "dead"));
        var odd = gateway.send(202, news("u-4", "odd"));
        gateway.send(200, """
                {"user":"u-3","category":"news","content":{"title":"t"}}""");
        var lines = gateway.http.send(
                HttpRequest.newBuilder(gateway.uri("/v1/sends"))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString("{}\n"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(lines.body()).contains("\"failed\":1");
        gateway.awaitState(accepted.get("send_id").asText(), "accepted");
        gateway.awaitState(refused.get("send_id").asText(), "rejected");
        gateway.awaitState(odd.get("send_id").asText(), "rejected");
        text = gateway.meters.scrape("text/plain; version=0.0.4; charset=utf-8");
    }

    @AfterAll
    static void stop() throws Exception {
        process.close();
    }

    @Test
    void the_page_tells_of_every_metric_with_its_type_and_its_labels() throws Exception {
        var documented = MetricsPage.documented().metrics();
        var different = new TreeMap<String, String>();
        MetricsPage.shown(text).metrics().forEach((name, metric) -> {
            var told = documented.get(name);
            if (told == null || !told.says(metric)) different.put(name, metric + ", and the page says " + told);
        });
        assertThat(different).isEmpty();
    }

    @Test
    void every_metric_of_the_page_is_there() throws Exception {
        var missing = new TreeSet<String>();
        var shown = MetricsPage.shown(text).metrics();
        MetricsPage.documented().metrics().forEach((name, metric) -> {
            if (metric.fromTheStart() && !shown.containsKey(name)) missing.add(name);
        });
        assertThat(missing).isEmpty();
    }

    /// But for an answer's status, and for what a healthy gateway does not show.
    @Test
    void what_a_rule_or_a_panel_asks_for_is_there_with_the_values_that_it_asks_for() throws Exception {
        var page = MetricsPage.documented();
        var missing = new TreeSet<String>();
        var selectors = Stream.concat(Rules.read().selectors().stream(), Boards.read().selectors().stream());
        for (var selector : selectors.toList()) {
            if (!page.shows(selector.metric()) || Rules.isRecorded(selector.metric())) continue;
            var asked = selector.without("status");
            if (text.lines().noneMatch(asked::finds)) missing.add(asked.toString());
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void no_label_holds_a_user_a_device_token_or_a_send() {
        assertThat(text).doesNotContain("u-1", "u-2", "u-3", "u-4", iosToken("good"), iosToken("dead"));
    }

    /// promtool comes with Debian's package prometheus.
    @Test
    void promtool_finds_nothing_to_complain_of() throws Exception {
        var promtool = Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(promtool.isPresent(), "promtool is not on the PATH (Debian: apt install prometheus)");
        var check = new ProcessBuilder(promtool.get().toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = check.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(check.exitValue()).isZero();
    }

    private static String news(String user, String device) {
        return """
                {"user":"%s","category":"news","content":{"title":"t"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, iosToken(device));
    }
}

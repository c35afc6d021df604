package dev.opportune.benchmarks;

import dev.opportune.templates.Renderer;
import dev.opportune.templates.Rendering;
import dev.opportune.templates.Template;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.TemplatesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: what does it cost a lane to say a template in a user's words? The bar is 5 µs a message.
///
/// **Workload**: one message (a title), of a text alone, with money, with a plural, with a date; for a user of `de-AT`,
/// whose numbers are the region's. All of it counts: the locale's choice, the arguments' values, the writing. Medians,
/// which a busy
/// machine does not spoil.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar TemplateBenchmark`
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TemplateBenchmark {

    private static final ZoneId ZONE = ZoneId.of("Europe/Vienna");
    private static final Map<String, Object> ATTRIBUTES = Map.of("first_name", "Ada");
    private static final Map<String, Object> PARAMS =
            Map.of("price", Map.of("value", "39.90", "currency", "EUR"), "left", 3, "until", "2026-11-28T12:00:00Z");

    private Renderer renderer;
    private Template plain;
    private Template currency;
    private Template plural;
    private Template date;

    @Setup
    public void read() throws IOException, TemplatesException {
        var folder = TemporaryFolder.create();
        try {
            write(folder.path(), "plain", "{name}, it rains", "");
            write(
                    folder.path(),
                    "currency",
                    "{name}, ab {price, number, currency}",
                    "price: {from: params.price, type: money}");
            write(
                    folder.path(),
                    "plural",
                    "{name}: {left, plural, one {# Jacke} other {# Jacken}}",
                    "left: {from: params.left, type: number}");
            write(folder.path(), "date", "{name}, bis {until, time, short}", "until: {from: params.until, type: date}");
            var templates = TemplateFolder.read(folder.path());
            renderer = templates.renderer();
            plain = Objects.requireNonNull(templates.newest("plain"));
            currency = Objects.requireNonNull(templates.newest("currency"));
            plural = Objects.requireNonNull(templates.newest("plural"));
            date = Objects.requireNonNull(templates.newest("date"));
        } finally {
            folder.delete();
        }
    }

    private static void write(Path folder, String id, String message, String argument) throws IOException {
        var _ = Files.writeString(
                folder.resolve(id + ".yaml"),
                "id: " + id + "\nversion: 1\narguments:\n  name: {from: user.first_name}\n"
                        + (argument.isEmpty() ? "" : "  " + argument + "\n") + "locales: {de: {title: \"" + message
                        + "\"}, en: {title: \"" + message + "\"}}\ndefault_locale: en\n");
    }

    @Benchmark
    public Rendering plain() {
        return rendered(plain);
    }

    @Benchmark
    public Rendering currency() {
        return rendered(currency);
    }

    @Benchmark
    public Rendering plural() {
        return rendered(plural);
    }

    @Benchmark
    public Rendering date() {
        return rendered(date);
    }

    private Rendering rendered(Template template) {
        return renderer.render(template, ATTRIBUTES, PARAMS, "de-AT", ZONE);
    }
}

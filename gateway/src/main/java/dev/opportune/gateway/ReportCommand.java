package dev.opportune.gateway;

import dev.opportune.gateway.page.ExperimentPage;
import dev.opportune.gateway.page.ExperimentText;
import dev.opportune.gateway.page.ReportPage;
import dev.opportune.gateway.page.ReportText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `report`: asks a gateway for a report or an experiment, and shows it, or writes it as a page or as CSV.
@Command(
        name = "report",
        description = {
            "Shows what became of sends: here, as a page with plots (--html), or for a spreadsheet (--csv);",
            "or what an experiment says (--experiment).",
            "The key of a caller with the scope reports:read is taken from OPPORTUNE_KEY, or from --key-file."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:All is well", " 1:There is no report"})
final class ReportCommand implements Callable<Integer> {

    private static final String REPORTS = "/v1/reports";
    private static final String EXPERIMENTS = "/v1/experiments/";

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

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page that opens without a network.")
    private @Nullable Path html;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes a table, of sends alone.")
    private @Nullable Path csv;

    /// What a report is of: sends, or one experiment.
    static final class Subject {

        @ArgGroup(exclusive = false)
        private @Nullable Sends sends;

        @Option(names = "--experiment", paramLabel = "NAME", description = "Shows an experiment of the policy instead.")
        private @Nullable String experiment;
    }

    static final class Sends {

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

        @Option(names = "--timezone", paramLabel = "ZONE", description = "Such as Europe/Berlin; UTC unless said.")
        private String timezone = "Z";

        @Option(
                names = "--of",
                paramLabel = "NAME=VALUE",
                description = "Such as category=sale: of it alone. May be given many times.")
        private Map<String, String> filters = new LinkedHashMap<>();

        private Map<String, String> query() {
            var query = new LinkedHashMap<String, String>();
            query.put("by", by);
            query.put("from", ReportTimes.instant(from, timezone));
            if (to != null) query.put("to", ReportTimes.instant(to, timezone));
            query.put("timezone", timezone);
            query.putAll(filters);
            return query;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var source = new ReportSource(url, keyFile);
        if (subject.sends != null) ofSends(source, query(subject.sends));
        else if (subject.experiment != null) ofExperiment(source, subject.experiment);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void ofSends(ReportSource source, Map<String, String> query) throws IOException, InterruptedException {
        if (csv != null) {
            var asTable = new LinkedHashMap<>(query);
            asTable.put("format", "csv");
            write(csv, source.get(REPORTS, asTable));
        }
        if (html == null && csv != null) return;
        var report = source.json(REPORTS, query);
        if (html != null) write(html, ReportPage.of(report));
        else ReportText.lines(report).forEach(spec.commandLine().getOut()::println);
    }

    private void ofExperiment(ReportSource source, String name) throws IOException, InterruptedException {
        if (csv != null) throw mistake("--csv: " + csv + " (expected: --html, of an experiment)");
        var answer = source.json(EXPERIMENTS + ReportSource.encoded(name), Map.of());
        if (html != null) write(html, ExperimentPage.of(answer));
        else ExperimentText.lines(answer).forEach(spec.commandLine().getOut()::println);
    }

    private Map<String, String> query(Sends sends) {
        try {
            return sends.query();
        } catch (IllegalArgumentException e) {
            throw mistake(String.valueOf(e.getMessage()));
        }
    }

    private CommandLine.ParameterException mistake(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        spec.commandLine().getOut().println("wrote " + file);
    }
}

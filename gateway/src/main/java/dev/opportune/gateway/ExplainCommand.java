package dev.opportune.gateway;

import dev.opportune.gateway.page.StoryText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `explain`: asks a gateway how one send went, and tells it line by line.
@Command(
        name = "explain",
        description = {
            "Tells how one send went: decided, parked, attempted, ended; and what that means.",
            "The key of a caller with the scope sends:read is taken from OPPORTUNE_KEY, or from --key-file; with",
            "users:read it also says what was reported of the send."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:All is well", " 1:There is no such send, or no answer"})
final class ExplainCommand implements Callable<Integer> {

    private static final String SENDS = "/v1/sends/";

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

    @Option(names = "--json", description = "Prints what the gateway answers.")
    private boolean json;

    @Parameters(paramLabel = "SEND_ID", description = "As the answer to the send, its push or the log says it.")
    private String sendId = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        var source = new ReportSource(url, keyFile);
        var path = SENDS + ReportSource.encoded(sendId);
        var query = Map.of("history", "true");
        if (json) {
            out.println(source.get(path, query));
        } else {
            StoryText.lines(source.json(path, query), InstantSource.system().instant())
                    .forEach(out::println);
        }
        out.flush();
        return 0;
    }
}

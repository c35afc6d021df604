package dev.opportune.gateway;

import dev.opportune.gateway.log.Logs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What the image starts: `serve`, `check`, `key`, `explain`, `report`, `experiment` and `webhooks`.
@Command(
        name = "opportune",
        description = "A push gateway for micro-moments: in the moment or not at all.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        Logs.end();
        System.exit(exitCode);
    }

    /// Opportune's command, ready to be executed.
    ///
    /// @param more subcommands that help names before its own
    public static CommandLine commandLine(Object... more) {
        var command = new CommandLine(new Main());
        for (Object subcommand : more) command.addSubcommand(subcommand);
        return command.addSubcommand(new ServeCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new KeyCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new ExperimentCommand())
                .addSubcommand(new WebhooksCommand())
                .setExecutionExceptionHandler(Main::failed);
    }

    /// Without a subcommand there is nothing to do but to say which there are.
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    /// A plain sentence for whoever typed the command; `OPPORTUNE_LOG_LEVEL=DEBUG` shows where it came from.
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        command.getErr().println("opportune: " + message);
        LOG.debug("the command failed", failure);
        return CommandLine.ExitCode.SOFTWARE;
    }
}

package dev.opportune.dev;

import picocli.CommandLine;

/// What `./opportune` starts: the gateway's command, with `dev` and `simulate`.
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /// The whole command, ready to be executed.
    public static CommandLine commandLine() {
        var command =
                dev.opportune.gateway.Main.commandLine(new DevCommand(), new SimulateCommand(), new TrainCommand());
        command.getCommandSpec().usageMessage().footer("", "Start with: opportune dev");
        return command;
    }
}

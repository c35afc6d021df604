package dev.opportune.gateway;

import dev.opportune.gateway.config.AppConfig;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallersFile;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.PolicyException;
import dev.opportune.ratelimiter.PolicyFile;
import dev.opportune.ratelimiter.PolicySummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `check`: reads all that a gateway would read at its start, says what is wrong with it, and what the policy means.
@Command(
        name = "check",
        description = "Checks configuration, callers and policy; says what the policy means.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:All is well", " 2:Something is wrong"})
final class CheckCommand implements Callable<Integer> {

    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    private final List<String> problems = new ArrayList<>();

    @Override
    public Integer call() {
        var config = good(options.load());
        var callers = config.map(GatewayConfig::callersFile).flatMap(file -> good(CallersFile.load(file)));
        var policy = config.flatMap(it -> policy(it.policyFile()));
        if (!problems.isEmpty()) {
            problems.forEach(spec.commandLine().getErr()::println);
            return WRONG;
        }
        var out = spec.commandLine().getOut();
        policy.ifPresent(it -> PolicySummary.lines(it).forEach(out::println));
        out.println();
        out.println(config.map(it -> apps(it.apps())).orElseThrow());
        out.println(callers.map(CheckCommand::callers)
                .orElse("No callers file: serve will not start without --insecure-no-auth"));
        return 0;
    }

    private <T> Optional<T> good(Loaded<T> loaded) {
        return switch (loaded) {
            case Loaded.Good<T>(T value) -> Optional.of(value);
            case Loaded.Bad<T>(var found) -> {
                found.forEach(it -> problems.add(it.toString()));
                yield Optional.empty();
            }
        };
    }

    private Optional<Policy> policy(Path file) {
        try {
            return Optional.of(PolicyFile.read(file));
        } catch (PolicyException e) {
            e.problems().forEach(it -> problems.add(it.toString()));
            return Optional.empty();
        }
    }

    private static String apps(List<AppConfig> apps) {
        if (apps.isEmpty()) return "No apps: nothing can be pushed";
        return "Apps: " + String.join(", ", apps.stream().map(AppConfig::name).toList());
    }

    private static String callers(List<Caller> callers) {
        return "Callers: "
                + String.join(", ", callers.stream().map(Caller::name).toList());
    }
}

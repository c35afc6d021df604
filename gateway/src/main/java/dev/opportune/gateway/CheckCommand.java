package dev.opportune.gateway;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.config.AppConfig;
import dev.opportune.gateway.config.AppWarnings;
import dev.opportune.gateway.config.Caller;
import dev.opportune.ratelimiter.policy.PolicySummary;
import dev.opportune.ratelimiter.policy.PolicyWarnings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `check`: reads all that a gateway would read at its start, says what is wrong with it, and what the policy means.
@Command(
        name = "check",
        description = {
            "Checks configuration, callers, policy and templates; says what the policy means.",
            "Warns of what is allowed and hardly meant: caps that stop nothing, categories that nobody is shown."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:All is well, or only warned of",
            " 1:Warned of something, with --strict",
            " 2:Something is wrong"
        })
final class CheckCommand implements Callable<Integer> {

    private static final int WRONG = 2;
    private static final int WARNED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--render",
            description = "Shows what each template says in each of its locales, with sample values.")
    private boolean render;

    @Option(names = "--strict", description = "Takes warnings for faults.")
    private boolean strict;

    @Override
    public Integer call() {
        try {
            var files = OperatorFiles.read(options.load());
            describe(files);
            var warnings = warnings(files);
            warnings.forEach(it -> spec.commandLine().getErr().println("warning: " + it));
            int advice = files.templates()
                    .map(it -> TemplateWords.tell(it.get(), render, spec.commandLine()))
                    .orElse(0);
            var faults = Apps.faults(files.config());
            faults.addAll(Certificates.faults(files.config()));
            faults.forEach(spec.commandLine().getErr()::println);
            if (!faults.isEmpty()) return WRONG;
            return strict && advice + warnings.size() > 0 ? WARNED : 0;
        } catch (OperatorFiles.WrongException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            return WRONG;
        }
    }

    private List<String> warnings(OperatorFiles files) {
        var warnings = new ArrayList<String>();
        var config = files.config();
        PolicyWarnings.of(config.policyFile(), files.policy().get(), Provider.SOONEST_RETRY)
                .forEach(it -> warnings.add(it.toString()));
        AppWarnings.of(options.file(), config.apps()).forEach(it -> warnings.add(it.toString()));
        files.experimentsWithoutEffect().ifPresent(warnings::add);
        files.webhooksWithoutTime().ifPresent(warnings::add);
        return warnings;
    }

    private void describe(OperatorFiles files) {
        var out = spec.commandLine().getOut();
        PolicySummary.lines(files.policy().get()).forEach(out::println);
        out.println();
        out.println(apps(files.config().apps()));
        var proxy = files.config().proxy();
        if (proxy != null) out.println("Proxy for all of them: " + proxy);
        for (var webhook : files.config().webhooks()) {
            out.println("Webhook " + webhook.name() + " to " + webhook.where() + ": "
                    + String.join(", ", webhook.types().stream().sorted().toList()));
        }
        out.println(files.callers()
                .map(it -> callers(it.callers()))
                .orElse("No callers file: serve will not start without --insecure-no-auth"));
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

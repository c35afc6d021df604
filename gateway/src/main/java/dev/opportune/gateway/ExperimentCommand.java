package dev.opportune.gateway;

import dev.opportune.statistics.Plan;
import dev.opportune.statistics.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `experiment plan`: how many users an experiment needs. It asks no gateway.
@Command(
        name = "experiment",
        description = "Plans experiments.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExperimentCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: plan.");
    }

    @Command(
            name = "plan",
            description = {
                "Says how many users must enter an experiment to see a lift, by the intervals that will judge it.",
                "Such as: opportune experiment plan --rate 0.05 --lift 0.1 --holdout 5"
            },
            mixinStandardHelpOptions = true)
    int plan(
            @Option(
                            names = "--rate",
                            required = true,
                            paramLabel = "SHARE",
                            description = "Of users who do the goal as it is: 0.05 is 5 %%.")
                    double rate,
            @Option(
                            names = "--lift",
                            required = true,
                            paramLabel = "SHARE",
                            description = "The smallest worth seeing, of that rate: 0.1 makes 5 %% into 5.5 %%.")
                    double lift,
            @Option(
                            names = "--arms",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "Variants that share users evenly (${DEFAULT-VALUE}).")
                    int arms,
            @Option(
                            names = "--holdout",
                            paramLabel = "PERCENT",
                            defaultValue = "0",
                            description = "Of users who are shown nothing (${DEFAULT-VALUE}).")
                    double holdout,
            @Option(
                            names = "--power",
                            paramLabel = "SHARE",
                            defaultValue = "0.8",
                            description = "The chance to see the lift if it is there (${DEFAULT-VALUE}).")
                    double power) {
        try {
            lines(new Plan(rate, lift, arms, holdout, Results.ALPHA, power))
                    .forEach(spec.commandLine().getOut()::println);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--" + e.getMessage());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static List<String> lines(Plan plan) {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "A lift of %s, from %s to %s, is seen with a chance of %s when there are",
                percent(plan.lift()),
                percent(plan.rate()),
                percent(plan.rate() * (1 + plan.lift())),
                percent(plan.power())));
        lines.add("  between two arms:      " + users(plan.users()) + eachArm(plan));
        if (plan.holdout() > 0) {
            var users = plan.usersAgainstHoldout();
            lines.add("  against the hold-out:  " + users(users) + heldOut(plan, users));
        }
        lines.add(String.format(
                Locale.ROOT,
                "%d %s; all intervals together are wrong in at most %s of experiments, however often one looks.",
                plan.comparisons(),
                plan.comparisons() == 1 ? "comparison" : "comparisons",
                percent(plan.alpha())));
        return lines;
    }

    private static String users(OptionalLong users) {
        return users.isEmpty() ? "more users than there are people" : count(users.getAsLong()) + " users";
    }

    private static String eachArm(Plan plan) {
        if (plan.users().isEmpty()) return "";
        double each = Math.ceil(plan.users().getAsLong() * (1 - plan.holdout() / 100) / plan.arms());
        return ", " + count((long) each) + " in each arm";
    }

    private static String heldOut(Plan plan, OptionalLong users) {
        if (users.isEmpty()) return "";
        return ", " + count((long) Math.ceil(users.getAsLong() * plan.holdout() / 100)) + " of them held out";
    }

    private static String count(long users) {
        return String.format(Locale.ROOT, "%,d", users);
    }

    /// Without zeros that say nothing: `5 %`, `5.5 %`.
    private static String percent(double share) {
        var text = String.format(Locale.ROOT, "%.3f", 100 * share);
        return text.replaceAll("\\.?0+$", "") + " %";
    }
}

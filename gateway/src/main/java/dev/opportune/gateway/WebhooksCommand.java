package dev.opportune.gateway;

import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.gateway.lane.RedisPassword;
import dev.opportune.gateway.webhook.Letters;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `webhooks`: what became of deliveries, and what an operator does about it. It asks Redis, not a gateway.
@Command(
        name = "webhooks",
        description = {
            "Shows what could not be delivered to webhooks, has it delivered again, drops it, and takes a receiver back that",
            "said that it is gone."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:Done", " 1:Redis does not answer", " 2:Something is wrong with the files"})
final class WebhooksCommand implements Runnable {

    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, dead, repeat, drop, enable.");
    }

    @Command(
            name = "list",
            description = "Says of each webhook how many dead letters there are, and whether it is gone.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOptions options) throws Exception {
        return with(options, "", (config, letters, out) -> {
            var gone = letters.gone();
            for (var webhook : config.webhooks()) {
                var said = gone.get(webhook.name());
                out.println(webhook.name() + "  " + webhook.where() + "  dead letters "
                        + letters.dead(webhook.name()).size()
                        + (said == null ? "" : "  gone since " + text(said.atMillis())));
            }
        });
    }

    @Command(name = "dead", description = "Lists a webhook's dead letters.", mixinStandardHelpOptions = true)
    int dead(@Mixin ConfigOptions options, @Option(names = "--name", required = true) String name) throws Exception {
        return with(options, name, (_, letters, out) -> {
            for (var it : letters.dead(name)) {
                var letter = it.letter();
                out.println(letter.eventId() + "  " + text(letter.diedAtMillis()) + "  " + letter.attempts()
                        + " attempts  " + letter.fault());
            }
        });
    }

    @Command(
            name = "repeat",
            description = "Has dead letters delivered once more: all of a webhook's, or those that are named.",
            mixinStandardHelpOptions = true)
    int repeat(
            @Mixin ConfigOptions options,
            @Option(names = "--name", required = true) String name,
            @Option(
                            names = "--id",
                            paramLabel = "ID",
                            description = "An event's, as dead lists it. May be given many times.")
                    @Nullable
                    List<String> ids)
            throws Exception {
        var these = ids == null ? List.<String>of() : ids;
        return with(
                options, name, (_, letters, out) -> out.println(letters.repeat(name, these) + " are delivered again"));
    }

    @Command(
            name = "drop",
            description = "Drops dead letters: all of a webhook's, or those that are named.",
            mixinStandardHelpOptions = true)
    int drop(
            @Mixin ConfigOptions options,
            @Option(names = "--name", required = true) String name,
            @Option(
                            names = "--id",
                            paramLabel = "ID",
                            description = "An event's, as dead lists it. May be given many times.")
                    @Nullable
                    List<String> ids)
            throws Exception {
        var these = ids == null ? List.<String>of() : ids;
        return with(options, name, (_, letters, out) -> out.println(letters.drop(name, these) + " are dropped"));
    }

    @Command(
            name = "enable",
            description = "Delivers again to a webhook whose receiver said that it is gone (410).",
            mixinStandardHelpOptions = true)
    int enable(@Mixin ConfigOptions options, @Option(names = "--name", required = true) String name) throws Exception {
        return with(
                options,
                name,
                (_, letters, out) ->
                        out.println(letters.enable(name) ? name + " is delivered to again" : name + " was not gone"));
    }

    private interface Asked {
        void of(GatewayConfig config, Letters letters, PrintWriter out) throws Exception;
    }

    /// @param name of a webhook of the configuration; empty: of none
    private int with(ConfigOptions options, String name, Asked asked) throws Exception {
        var err = spec.commandLine().getErr();
        GatewayConfig config;
        switch (options.load()) {
            case Loaded.Good<GatewayConfig>(var good) -> config = good;
            case Loaded.Bad<GatewayConfig>(var problems) -> {
                problems.forEach(err::println);
                return WRONG;
            }
        }
        var names = config.webhooks().stream().map(WebhookConfig::name).toList();
        if (!name.isEmpty() && !names.contains(name)) {
            err.println("--name: " + name + " (expected: " + String.join(", ", names) + ")");
            return WRONG;
        }
        var file = config.redis().passwordFile();
        var password = file == null ? null : RedisPassword.of(file);
        try (var letters = Letters.of(config.redis().settings(password))) {
            asked.of(config, letters, spec.commandLine().getOut());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static String text(long millis) {
        return WireTime.text(Instant.ofEpochMilli(millis));
    }
}

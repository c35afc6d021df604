package dev.opportune.gateway;

import dev.opportune.gateway.config.EngagementConfig;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.gateway.config.RedisConfig;
import dev.opportune.gateway.config.TracingConfig;
import dev.opportune.gateway.lane.CallersWatch;
import dev.opportune.gateway.lane.CollectorHeaders;
import dev.opportune.gateway.lane.EngagementKeys;
import dev.opportune.gateway.lane.PolicyWatch;
import dev.opportune.gateway.lane.RedisPassword;
import dev.opportune.gateway.lane.RefusedException;
import dev.opportune.gateway.lane.TemplatesWatch;
import dev.opportune.gateway.webhook.WebhookSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that a gateway reads at its start, each file taken whole.
///
/// @param callers empty without a callers file
/// @param policy as the file is now; later ones when it is watched, and so the others
/// @param templates empty without a folder of them
/// @param password of Redis; empty without a password file
/// @param keys of proofs; empty without a keys file
/// @param collector what the collector of traces is told; empty without a headers file
/// @param webhookSecrets in the order of the webhooks
record OperatorFiles(
        GatewayConfig config,
        Optional<CallersWatch> callers,
        PolicyWatch policy,
        Optional<TemplatesWatch> templates,
        Optional<RedisPassword> password,
        Optional<EngagementKeys> keys,
        Optional<CollectorHeaders> collector,
        List<WebhookSecrets> webhookSecrets) {

    /// Something is wrong with at least one of the files.
    static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<String> problems;

        private WrongException(List<String> problems) {
            super(String.join(System.lineSeparator(), problems));
            this.problems = problems;
        }

        /// Every problem of every file, one line each.
        List<String> problems() {
            return problems;
        }
    }

    /// Reads what the configuration names, as far as it can be read, so that all problems are told at once.
    static OperatorFiles read(Loaded<GatewayConfig> loaded) throws WrongException {
        var problems = new ArrayList<String>();
        var config = good(loaded, problems);
        var callers =
                config.map(GatewayConfig::callersFile).flatMap(file -> unless(problems, () -> CallersWatch.of(file)));
        var password = config.map(GatewayConfig::redis)
                .map(RedisConfig::passwordFile)
                .flatMap(file -> unless(problems, () -> RedisPassword.of(file)));
        var keys = config.map(GatewayConfig::engagement)
                .map(EngagementConfig::keysFile)
                .flatMap(file -> unless(problems, () -> EngagementKeys.of(file)));
        var collector = config.map(GatewayConfig::tracing)
                .map(TracingConfig::headersFile)
                .flatMap(file -> unless(problems, () -> CollectorHeaders.of(file)));
        config.map(GatewayConfig::tracing).ifPresent(it -> checkCa("tracing", it.caFile(), problems));
        var conversions = config.map(GatewayConfig::engagement).map(EngagementConfig::conversions);
        var policy = config.map(GatewayConfig::policyFile)
                .flatMap(file -> unless(problems, () -> PolicyWatch.of(file, conversions.orElse(null))));
        var templates = config.map(GatewayConfig::templatesDir)
                .flatMap(folder -> unless(problems, () -> TemplatesWatch.of(folder)));
        var webhookSecrets = config.map(GatewayConfig::webhooks).orElse(List.of()).stream()
                .flatMap(it -> unless(problems, () -> WebhookSecrets.of(it)).stream())
                .toList();
        config.map(GatewayConfig::webhooks)
                .orElse(List.of())
                .forEach(it -> checkCa("webhooks." + it.name(), it.caFile(), problems));
        config.ifPresent(it -> checkRefusalsKey(it, problems));
        if (config.isPresent() && policy.isPresent()) checkCategories(config.get(), policy.get(), problems);
        if (!problems.isEmpty() || config.isEmpty() || policy.isEmpty()) throw new WrongException(problems);
        return new OperatorFiles(
                config.get(), callers, policy.get(), templates, password, keys, collector, webhookSecrets);
    }

    /// That there are experiments which nobody enters, since nothing is measured.
    Optional<String> experimentsWithoutEffect() {
        var experiments = policy.get().experiments().keySet();
        if (config.engagement() != null || experiments.isEmpty()) return Optional.empty();
        return Optional.of("experiments: nobody enters " + String.join(", ", experiments)
                + ", and everybody gets an arm's words (expected: engagement in the configuration)");
    }

    /// What a policy forgets later is told of no more, and is no error then.
    private static void checkCategories(GatewayConfig config, PolicyWatch policy, List<String> problems) {
        var known = policy.get().categories().keySet();
        for (var webhook : config.webhooks()) {
            for (var category : webhook.categories()) {
                if (known.contains(category)) continue;
                problems.add("webhooks." + webhook.name() + ".categories: " + category
                        + " (expected: categories of the policy)");
            }
        }
    }

    /// That events are kept for less than their deliveries are tried.
    Optional<String> webhooksWithoutTime() {
        if (config.webhooks().isEmpty() || config.events().age().compareTo(Duration.ofDays(1)) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "events.retention: " + config.events().age()
                        + " (expected: P1D with webhooks: what a receiver that is away for longer has not taken by then is lost)");
    }

    /// Says nothing of the key itself.
    private static void checkRefusalsKey(GatewayConfig config, List<String> problems) {
        var file = config.erasure().refusalsKeyFile();
        try {
            var _ = config.erasure().refusals();
        } catch (IOException | IllegalArgumentException e) {
            problems.add(file + ": " + e.getMessage());
        }
    }

    private static void checkCa(String of, @Nullable Path file, List<String> problems) {
        if (file == null) return;
        try (var in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                problems.add(of + ".ca_file: " + file + " has no certificate (expected: PEM)");
            }
        } catch (IOException | CertificateException e) {
            problems.add(of + ".ca_file: " + file + " cannot be read (expected: certificates, PEM)");
        }
    }

    private static <T> Optional<T> good(Loaded<T> loaded, List<String> problems) {
        return switch (loaded) {
            case Loaded.Good<T>(T value) -> Optional.of(value);
            case Loaded.Bad<T>(var found) -> {
                found.forEach(it -> problems.add(it.toString()));
                yield Optional.empty();
            }
        };
    }

    private interface First<T> {
        T read() throws RefusedException;
    }

    private static <T> Optional<T> unless(List<String> problems, First<T> file) {
        try {
            return Optional.of(file.read());
        } catch (RefusedException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }
}

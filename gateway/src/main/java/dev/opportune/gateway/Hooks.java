package dev.opportune.gateway;

import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.http.admin.Check;
import dev.opportune.gateway.webhook.Times;
import dev.opportune.gateway.webhook.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The webhooks of a configuration, started and looked at.
final class Hooks {

    private static final long START_SECONDS = 60;

    private Hooks() {}

    /// Empty where there are none: then there is no loop, no connection and no work of them.
    ///
    /// @param name of this gateway among all
    static Optional<Webhooks> start(OperatorFiles files, String name, MeterRegistry meters) throws Exception {
        var config = files.config();
        if (config.webhooks().isEmpty()) return Optional.empty();
        var hooks = new ArrayList<Webhooks.Hook>();
        for (int i = 0; i < config.webhooks().size(); i++) {
            hooks.add(new Webhooks.Hook(
                    config.webhooks().get(i), files.webhookSecrets().get(i)));
        }
        var terms = new Webhooks.Terms(
                name,
                config.redis().settings(files.password().orElse(null)),
                config.lease(),
                Times.DEFAULT,
                "opportune/" + Version.number());
        return Optional.of(Webhooks.start(hooks, terms, meters).await(START_SECONDS, TimeUnit.SECONDS));
    }

    /// One that is not delivered to keeps no sends away.
    static List<Check> checks(GatewayConfig config, Webhooks webhooks) {
        var checks = new ArrayList<Check>();
        for (int i = 0; i < config.webhooks().size(); i++) {
            int webhook = i;
            var what = "webhook " + config.webhooks().get(i).name();
            checks.add(new Check(what, false, () -> Future.succeededFuture(webhooks.fault(webhook))));
        }
        return checks;
    }
}

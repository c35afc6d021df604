package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the apps' files read again every now and then, away from the event loops, so that a new credential needs no
/// restart; and shows which app cannot send.
final class AppWatch {

    private static final Logger LOG = LoggerFactory.getLogger(AppWatch.class);
    private static final String WELL = "";
    private static final String OUTAGE = "outage";

    private final Collection<Provider> providers;
    private final SettingsMarks marks;

    /// What was last said of each app, so that it is said once.
    private final Map<String, String> said = new HashMap<>();

    private final Map<String, String> warned = new HashMap<>();

    private AppWatch(Collection<Provider> providers, SettingsMarks marks) {
        this.providers = providers;
        this.marks = marks;
    }

    /// @param marks made anew after each look
    static Looking start(
            Vertx vertx, Collection<Provider> providers, SettingsMarks marks, Duration every, MeterRegistry meters) {
        for (var provider : providers) {
            Gauge.builder("opportune.app.fault", () -> provider.fault() == null ? 0 : 1)
                    .description("1: the app cannot send, for a reason that /readyz tells")
                    .tag("app", provider.app())
                    .register(meters);
        }
        var watch = new AppWatch(providers, marks);
        watch.tell();
        return Looking.start(vertx, every, watch::look);
    }

    private void look() {
        for (var provider : providers) provider.refresh();
        marks.look();
        tell();
    }

    private synchronized void tell() {
        for (var provider : providers) {
            tell(provider);
            var warning = provider.warning();
            if (isNews(warned, provider.app(), warning) && warning != null) LOG.warn("{}: {}", provider.app(), warning);
        }
    }

    /// An outage is said once, though its cause may change while it lasts. A slip is concluded and not told, so that it
    /// is a warning.
    private void tell(Provider provider) {
        var app = provider.app();
        var fault = provider.fault();
        boolean isOutage = fault != null && fault.equals(provider.outage());
        if (!isNews(said, app, isOutage ? OUTAGE : fault)) return;
        if (fault == null) LOG.info("{} can send again", app);
        else if (isOutage || fault.equals(provider.slip())) LOG.warn("{} cannot send: {}", app, fault);
        else LOG.error("{} cannot send: {}", app, fault);
    }

    private static boolean isNews(Map<String, String> told, String app, @Nullable String now) {
        var text = now == null ? WELL : now;
        var before = told.put(app, text);
        return !text.equals(before == null ? WELL : before);
    }
}

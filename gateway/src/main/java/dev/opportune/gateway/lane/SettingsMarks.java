package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The marks of the settings that the apps have now, one after another, as every decision takes them: made anew when
/// files were looked at, since nothing else changes them. Thread-safe.
final class SettingsMarks implements Supplier<String> {

    private final Collection<Provider> providers;
    private volatile String marks = "";

    SettingsMarks(Collection<Provider> providers) {
        this.providers = providers;
        look();
    }

    void look() {
        marks = providers.stream().map(Provider::settings).collect(Collectors.joining(" "));
    }

    @Override
    public String get() {
        return marks;
    }
}

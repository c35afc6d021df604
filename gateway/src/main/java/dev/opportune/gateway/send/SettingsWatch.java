package dev.opportune.gateway.send;

import org.jspecify.annotations.Nullable;

/// Whether an app's settings were mended since they were last looked at: they are others, or what was wrong with them
/// is
/// not any more. Between two looks they may have been wrong and right again, which an attempt that was refused for
/// their sake remembers. Confined to the lane.
final class SettingsWatch {

    private String settings;
    private boolean faulty;

    /// By which an attempt was begun that was refused since the last look.
    private @Nullable String refused;

    /// @param settings what they are known by
    SettingsWatch(String settings) {
        this.settings = settings;
    }

    /// Whether they were of no use when last looked at.
    boolean isFaulty() {
        return faulty;
    }

    /// An attempt was refused for the sake of those by which it was begun.
    void refused(String settings) {
        refused = settings;
    }

    /// @param settings what they are known by now
    /// @param faulty whether they are of no use
    boolean isMended(String settings, boolean faulty) {
        boolean areOthers = !settings.equals(this.settings) || (refused != null && !settings.equals(refused));
        boolean mended = areOthers || (this.faulty && !faulty);
        this.settings = settings;
        this.faulty = faulty;
        refused = null;
        return mended;
    }
}

package dev.opportune.ratelimiter;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A user as stored.
public record User(Profile profile, List<Device> devices, Preferences preferences) {

    /// What PUT replaces whole and PATCH merges into.
    ///
    /// @param quietHours null: the policy's
    /// @param attributesJson the caller's JSON object as text, or null
    public record Profile(
            @Nullable ZoneId timezone,
            @Nullable String locale,
            @Nullable QuietHours quietHours,
            @Nullable String attributesJson,
            @Nullable Instant mutedUntil) {}

    /// A user's own quiet hours.
    public sealed interface QuietHours {
        record None() implements QuietHours {}

        record Daily(LocalWindow window) implements QuietHours {}
    }

    /// A phone or tablet that pushes may go to.
    ///
    /// @param timezone the zone that the device reported, or null
    /// @param quarantine why it gets nothing until it is registered again or its app has other settings, or null
    public record Device(
            String deviceId,
            String app,
            String deviceToken,
            Permission permission,
            Instant registeredAt,
            @Nullable ZoneId timezone,
            @Nullable Quarantine quarantine) {

        /// Never the device token.
        @Override
        public String toString() {
            return "Device[" + deviceId + " " + app + " " + permission + " " + registeredAt + " " + quarantine + "]";
        }
    }

    /// A provider said that a device token is not one of its app's: of another environment or project, or no device
    /// token at all.
    ///
    /// @param reason the provider's word
    public record Quarantine(String reason, Instant at) {}

    /// What the operating system granted on a device.
    public enum Permission {
        AUTHORIZED,
        PROVISIONAL,
        DENIED
    }

    /// What the user chose.
    ///
    /// @param promotional the choice for the whole class, or null
    /// @param categories by category name
    /// @param caps the user's own, lower limits by cap name
    /// @param measurement whether it may be measured what becomes of sends, or null: it may
    public record Preferences(
            @Nullable Choice promotional,
            Map<String, Choice> categories,
            Map<String, Integer> caps,
            @Nullable Choice measurement) {

        /// That say nothing of being measured.
        public Preferences(@Nullable Choice promotional, Map<String, Choice> categories, Map<String, Integer> caps) {
            this(promotional, categories, caps, null);
        }
    }

    /// A user's grant or refusal, and who recorded it when.
    public record Choice(boolean granted, Instant at, String caller, String source) {}
}

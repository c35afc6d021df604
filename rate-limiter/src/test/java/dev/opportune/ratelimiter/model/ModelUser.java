package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.device.DeviceNews;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A user of the [DecisionModel].
final class ModelUser {

    User.Profile profile = new User.Profile(null, null, null, null, null);

    /// That of the device which reported one last.
    @Nullable
    ZoneId deviceZone;

    final List<Device> devices = new ArrayList<>();
    final ModelPreferences preferences = new ModelPreferences();

    record Device(
            String id,
            String app,
            String deviceToken,
            Permission permission,
            Instant registeredAt,
            @Nullable ZoneId zone,
            boolean proven,
            User.@Nullable Quarantine quarantine,
            String quarantinedBy) {

        /// As it is by the settings that its app has now.
        User.Device stored(String settings) {
            return new User.Device(
                    id, app, deviceToken, permission, registeredAt, zone, isQuarantined(settings) ? quarantine : null);
        }

        boolean is(String app, String deviceToken) {
            return this.app.equals(app) && this.deviceToken.equals(deviceToken);
        }

        boolean isQuarantined(String settings) {
            return quarantine != null && (quarantinedBy.isEmpty() || quarantinedBy.equals(settings));
        }

        boolean mayShow(String settings) {
            return permission != Permission.DENIED && !isQuarantined(settings);
        }
    }

    User stored(String settings) {
        return new User(profile, devices.stream().map(d -> d.stored(settings)).toList(), preferences.all());
    }

    /// By which clock and when the user wants to be shown anything, as far as the user or a device said.
    List<Optional<Object>> times() {
        return List.of(
                Optional.ofNullable(profile.timezone() != null ? profile.timezone() : deviceZone),
                Optional.ofNullable(profile.quietHours()),
                Optional.ofNullable(profile.mutedUntil()));
    }

    /// @param registered as the store answered
    void put(User.Device registered) {
        var app = registered.app();
        var deviceToken = registered.deviceToken();
        var device = new Device(
                registered.deviceId(),
                app,
                deviceToken,
                registered.permission(),
                registered.registeredAt(),
                registered.timezone(),
                isProven(app, deviceToken),
                null,
                "");
        if (device.zone != null) deviceZone = device.zone;
        devices.removeIf(d -> !d.id.equals(device.id) && d.is(app, deviceToken));
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).id.equals(device.id)) {
                devices.set(i, device);
                return;
            }
        }
        devices.add(device);
    }

    /// Whether a provider accepted something for this device token, which the user has.
    boolean isProven(String app, String deviceToken) {
        return devices.stream().anyMatch(d -> d.proven && d.is(app, deviceToken));
    }

    /// What a provider said. What was registered since then is not meant.
    void hear(DeviceNews news) {
        var since = Instant.ofEpochMilli(news.sinceMillis());
        var meant = devices.stream()
                .filter(d -> d.is(news.app(), news.deviceToken()) && !d.registeredAt.isAfter(since))
                .toList();
        for (var d : meant) {
            switch (news.kind()) {
                case INVALIDATED -> devices.remove(d);
                case QUARANTINED -> {
                    boolean bySettingsOnly = d.quarantine != null && !d.quarantinedBy.isEmpty();
                    if (d.quarantine == null || (bySettingsOnly && !d.quarantinedBy.equals(news.settings()))) {
                        change(d, false, new User.Quarantine(news.reason(), since), news.settings());
                    }
                }
                case PROVEN -> {
                    boolean mended = d.quarantine != null
                            && !d.quarantinedBy.isEmpty()
                            && !d.quarantine.at().isAfter(since);
                    change(d, true, mended ? null : d.quarantine, mended ? "" : d.quarantinedBy);
                }
            }
        }
    }

    private void change(Device d, boolean proven, User.@Nullable Quarantine quarantine, String by) {
        var changed =
                new Device(d.id, d.app, d.deviceToken, d.permission, d.registeredAt, d.zone, proven, quarantine, by);
        devices.set(devices.indexOf(d), changed);
    }
}

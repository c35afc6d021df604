package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Preferences;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.User.QuietHours;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/// Users by chance, and their packed maps as `docs/data.md` says, written with nothing of ours.
final class GeneratedUsers {

    private static final List<String> ZONES = List.of("UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Apia");
    private static final List<Permission> PERMISSIONS =
            List.of(Permission.AUTHORIZED, Permission.PROVISIONAL, Permission.DENIED);
    private static final List<String> TEXTS = List.of("a", "ü-😀", "x".repeat(31), "y".repeat(40), "z".repeat(300));

    private final Random random;

    GeneratedUsers(long seed) {
        this.random = new Random(seed);
    }

    User next() {
        return new User(
                profile(),
                IntStream.range(0, random.nextInt(21))
                        .mapToObj(i -> device("d" + i))
                        .toList(),
                new Preferences(maybe(this::choice), named(this::choice), named(() -> random.nextInt(1001))));
    }

    Profile profile() {
        return new Profile(
                maybe(this::zone),
                maybe(this::text),
                maybe(this::quietHours),
                maybe(() -> "{\"a\":\"" + text() + "\"}"),
                maybe(this::instant));
    }

    Device device(String deviceId) {
        return new Device(
                deviceId,
                text(),
                deviceId + text(),
                PERMISSIONS.get(random.nextInt(3)),
                instant(),
                maybe(this::zone),
                random.nextInt(4) > 0 ? null : new User.Quarantine(text(), instant()));
    }

    static byte[] packed(User user) throws IOException {
        var members = new TreeMap<String, Object>();
        profile(user.profile(), members);
        var preferences = user.preferences();
        if (!user.devices().isEmpty()) {
            members.put("d", user.devices().stream().map(GeneratedUsers::layout).toList());
        }
        if (preferences.promotional() != null) members.put("pr", layout(preferences.promotional()));
        if (!preferences.categories().isEmpty()) {
            var choices = new TreeMap<String, Object>();
            preferences.categories().forEach((name, choice) -> choices.put(name, layout(choice)));
            members.put("pc", choices);
        }
        if (!preferences.caps().isEmpty()) members.put("pk", preferences.caps());
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            pack(packer, members);
            return packer.toByteArray();
        }
    }

    private static void profile(Profile profile, Map<String, Object> members) {
        if (profile.timezone() != null) members.put("tz", profile.timezone().getId());
        if (profile.locale() != null) members.put("lo", profile.locale());
        if (profile.attributesJson() != null) members.put("at", profile.attributesJson());
        if (profile.mutedUntil() != null) members.put("mu", profile.mutedUntil().toEpochMilli());
        switch (profile.quietHours()) {
            case null -> {}
            case QuietHours.None() -> members.put("qs", -1);
            case QuietHours.Daily(var window) -> {
                members.put("qs", window.startMinute());
                members.put("qe", window.endMinute());
            }
        }
    }

    private static List<Object> layout(Device device) {
        int proven = device.deviceToken().length() % 2 * 4; // what a read user does not show
        var members = new ArrayList<Object>(List.of(
                device.deviceId(),
                device.app(),
                DeviceTokenBytes.pack(device.deviceToken()),
                PERMISSIONS.indexOf(device.permission()) + proven,
                device.registeredAt().toEpochMilli(),
                device.timezone() == null ? "" : device.timezone().getId()));
        if (device.quarantine() != null) {
            members.add(device.quarantine().reason());
            members.add(device.quarantine().at().toEpochMilli());
        }
        return members;
    }

    private static List<Object> layout(Choice choice) {
        return List.of(choice.granted() ? 1 : 0, choice.at().toEpochMilli(), choice.caller(), choice.source());
    }

    private static void pack(MessagePacker packer, Object value) throws IOException {
        switch (value) {
            case String text -> packer.packString(text);
            case byte[] bytes -> packer.packRawStringHeader(bytes.length).writePayload(bytes);
            case Number number -> packer.packLong(number.longValue());
            case List<?> list -> {
                packer.packArrayHeader(list.size());
                for (var member : list) pack(packer, member);
            }
            case Map<?, ?> map -> {
                packer.packMapHeader(map.size());
                for (var entry : map.entrySet()) {
                    pack(packer, entry.getKey());
                    pack(packer, entry.getValue());
                }
            }
            default -> throw new IllegalArgumentException("no value of the layout: " + value);
        }
    }

    private Choice choice() {
        return new Choice(random.nextBoolean(), instant(), text(), text());
    }

    private QuietHours quietHours() {
        if (random.nextInt(3) == 0) return new QuietHours.None();
        return new QuietHours.Daily(new LocalWindow(random.nextInt(720), 721 + random.nextInt(720)));
    }

    private ZoneId zone() {
        return ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private Instant instant() {
        return Instant.ofEpochMilli(1 + random.nextLong(4_000_000_000_000L));
    }

    private <T> Map<String, T> named(Supplier<T> value) {
        var map = new TreeMap<String, T>();
        for (int i = random.nextInt(5); i > 0; i--) map.put("name-" + random.nextInt(20), value.get());
        return map;
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }
}

package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads one line of `POST /v1/users`.
final class ImportReader {

    private static final Shape LINE = new Shape(
            Stream.of(List.of("user"), ProfileReader.PROFILE.names(), List.of("devices", "preferences"))
                    .flatMap(List::stream)
                    .toList(),
            ProfileReader.PROFILE.nulls());

    private ImportReader() {}

    /// @param knownCaps those of the policy
    static Parsed<ImportedUser> read(Buffer line, Set<String> knownCaps, KnownApps apps) {
        return JsonIn.read(line, in -> user(in, knownCaps, apps));
    }

    private static @Nullable ImportedUser user(JsonIn in, Set<String> knownCaps, KnownApps apps) throws IOException {
        if (!in.beginObject()) return null;
        String user = null;
        var profile = new ProfileReader.Members();
        List<DeviceReader.Read> devices = List.of();
        PreferencesReader.Wishes preferences = null;
        for (String name = in.nextMember(LINE); name != null; name = in.nextMember(LINE)) {
            switch (name) {
                case "user" -> user = in.string(Limits.USER);
                case "devices" -> devices = devices(in, apps);
                case "preferences" -> preferences = PreferencesReader.imported(in, knownCaps);
                default -> profile.read(in, name);
            }
        }
        in.require(LINE, "user");
        return user == null
                ? null
                : new ImportedUser(
                        user,
                        profile.any() ? profile.patch() : null,
                        devices.stream().map(DeviceReader.Read::device).toList(),
                        preferences,
                        devices.stream()
                                .flatMap(read -> read.leftOut().stream())
                                .toList());
    }

    private static List<DeviceReader.Read> devices(JsonIn in, KnownApps apps) throws IOException {
        var devices = new ArrayList<DeviceReader.Read>();
        var ids = new HashSet<String>();
        int _ = in.array(Limits.DEVICES, () -> {
            var read = DeviceReader.item(in, apps);
            if (read == null) return;
            String deviceId = read.device().deviceId();
            if (!ids.add(deviceId)) in.error("device_id", Quoted.of(deviceId) + " is given twice (expected: once)");
            devices.add(read);
        });
        return List.copyOf(devices);
    }
}

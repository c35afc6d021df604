package dev.opportune.simulator.fcm;

import java.util.Set;

/// Keys that `data` may not have: "The key should not be a reserved word (from, message_type, or any word starting with
/// google. or gcm.)" (Firebase, "REST resource: projects.messages"); its older wording reserves everything that begins
/// with `google` or `gcm`.
public final class ReservedKeys {

    public static final Set<String> WORDS = Set.of("from", "message_type");
    public static final Set<String> BEGINNINGS = Set.of("google", "gcm");

    private ReservedKeys() {}

    static boolean reserve(String key) {
        return WORDS.contains(key) || BEGINNINGS.stream().anyMatch(key::startsWith);
    }
}

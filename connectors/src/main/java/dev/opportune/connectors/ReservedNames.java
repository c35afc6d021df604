package dev.opportune.connectors;

import java.util.Set;

/// Names that a caller's `data` may not have: on some platform they mean something else, or have the message refused.
public final class ReservedNames {

    /// "The key should not be a reserved word (from, message_type, or any word starting with google. or gcm.)", says
    /// Firebase ("REST resource: projects.messages"). Its older wording reserves all that begins with `google` or
    /// `gcm`, and so does this.
    public static final Set<String> FCM = Set.of("from", "message_type");

    /// What FCM's begin with.
    public static final Set<String> FCM_BEGINNINGS = Set.of("google", "gcm");

    /// APNs: the caller's data stands beside it ("Generating a remote notification").
    private static final String APNS = "aps";

    /// What every push of ours carries.
    private static final String OURS = "opportune";

    private ReservedNames() {}

    /// Whether a member of `data` may not have this name.
    public static boolean reserve(String name) {
        return name.equals(APNS)
                || name.startsWith(OURS)
                || FCM.contains(name)
                || FCM_BEGINNINGS.stream().anyMatch(name::startsWith);
    }
}

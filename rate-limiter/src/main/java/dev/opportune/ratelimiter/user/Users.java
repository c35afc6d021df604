package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.User;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What may be done to users. The futures complete on the lane's event loop and fail with
/// [StorageUnavailableException] alone when Redis does not answer.
public interface Users {

    int MAX_DEVICES = 20;
    int MAX_ATTRIBUTES_BYTES = 2048;

    /// Choices by category that a user may have, and likewise limits of its own by cap.
    int MAX_PREFERENCES = 200;

    /// Changes of preferences that are remembered of a user: the latest.
    int MAX_HISTORY = 100;

    /// Waiting sends that an export has.
    int MAX_EXPORTED_SENDS = 200;

    /// The source of changes that were not just made by the user. They set only what they name, also with PUT; they
    /// never overturn or forget a refusal, grant no category whose class is refused, and raise or remove no limit.
    String IMPORT = "import";

    Future<Optional<User>> find(String user);

    /// Replaces the profile, creates the user if need be. Devices, preferences and counts stay.
    Future<ProfileAnswer> putProfile(String user, User.Profile profile);

    /// Merges by RFC 7396; creates the user if need be.
    Future<ProfileAnswer> patchProfile(String user, ProfilePatch patch);

    /// Erases profile, devices, preferences and their history, counts and what waits. Gives whether there was anything.
    Future<Boolean> erase(String user);

    /// Adds or replaces a device, creates the user if need be. Another device with the same app and device token goes,
    /// this user's or another's: from the answer on only this user has it. In a full list those that can show
    /// nothing give way, the longest unusable first.
    ///
    /// @param device is registered at Redis' now, whatever it says itself; the answer has that instant
    Future<DeviceAnswer> putDevice(String user, User.Device device);

    /// Gives whether there was such a device.
    Future<Boolean> deleteDevice(String user, String deviceId);

    /// Replaces all preferences, creates the user if need be. What does not change keeps its time and source.
    Future<PreferencesAnswer> putPreferences(String user, PreferencesPatch preferences);

    /// Merges by RFC 7396; creates the user if need be. What does not change keeps its time and source. A refusal of
    /// all that is promotional also forgets the grants of such categories that the patch does not make.
    Future<PreferencesAnswer> patchPreferences(String user, PreferencesPatch patch);

    /// The changes of the user's preferences, the oldest first, at most [#MAX_HISTORY].
    Future<List<PreferenceChange>> history(String user);

    /// Whether an import may bring back what an erased user refused: then preferences come first in each of its lines,
    /// also where it says none.
    boolean keepsRefusals();

    /// Everything that is stored of the user but receipts and idempotency records, which only their own ids find; empty
    /// when there is nothing.
    Future<Optional<UserExport>> export(String user);

    /// What was reported of a send to the user; empty when it left no touch, or that is gone.
    Future<Optional<Reported>> reported(String user, String sendId);

    sealed interface ProfileAnswer {
        record Stored(User user) implements ProfileAnswer {}

        /// The attributes as they would be have more bytes of UTF-8 than they may; nothing was changed.
        record AttributesTooLarge(int bytes, int limit) implements ProfileAnswer {}
    }

    sealed interface PreferencesAnswer {
        record Stored(User.Preferences preferences) implements PreferencesAnswer {}

        /// The user would have more preferences than a user may have; nothing was changed.
        ///
        /// @param member `categories` or `caps`
        record TooMany(String member, int limit) implements PreferencesAnswer {}
    }

    sealed interface DeviceAnswer {
        record Stored(User.Device device, boolean created) implements DeviceAnswer {}

        /// The user has as many other devices as a user may have, and each may show something.
        record TooMany(int limit) implements DeviceAnswer {}
    }

    /// A member of a merge patch: kept, removed, or set.
    sealed interface Change<T> {
        record Keep<T>() implements Change<T> {}

        record Remove<T>() implements Change<T> {}

        record Set<T>(T value) implements Change<T> {}
    }

    /// A merge patch of the profile.
    ///
    /// @param attributesPatchJson a JSON object to merge into the attributes by RFC 7396, when set
    record ProfilePatch(
            Change<ZoneId> timezone,
            Change<String> locale,
            Change<User.QuietHours> quietHours,
            Change<String> attributesPatchJson,
            Change<Instant> mutedUntil) {}

    /// A merge patch of the preferences, or, for PUT, all of them: what is not Set is forgotten.
    ///
    /// @param promotional true: granted
    /// @param categories by name; Remove forgets the choice
    /// @param caps by name; Remove forgets the user's own limit
    /// @param otherClasses categories that are not promotional: the word for `promotional` says nothing of them
    /// @param source where the user said so: `app`, `web`, …
    /// @param measurement false: what becomes of sends to the user is not measured
    record PreferencesPatch(
            Change<Boolean> promotional,
            Map<String, Change<Boolean>> categories,
            Map<String, Change<Integer>> caps,
            Set<String> otherClasses,
            String caller,
            String source,
            Change<Boolean> measurement) {

        /// That says nothing of being measured.
        public PreferencesPatch(
                Change<Boolean> promotional,
                Map<String, Change<Boolean>> categories,
                Map<String, Change<Integer>> caps,
                Set<String> otherClasses,
                String caller,
                String source) {
            this(promotional, categories, caps, otherClasses, caller, source, new Change.Keep<>());
        }
    }
}

package dev.opportune.gateway.http.users;

import dev.opportune.gateway.json.FieldError;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.user.Users;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of an import.
///
/// @param profile null: the line does not speak of it
/// @param preferences null: the line does not speak of them
/// @param ignored what its devices said wrongly and are registered without
record ImportedUser(
        String user,
        Users.@Nullable ProfilePatch profile,
        List<User.Device> devices,
        PreferencesReader.@Nullable Wishes preferences,
        List<FieldError> ignored) {}

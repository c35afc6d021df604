/// `/v1/users`: profiles, devices, preferences, what is stored of a user, and many users at once. Read `UserEndpoint`
/// first;
/// every endpoint has a reader for what it takes, and `UserAnswers` says what is known.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.users;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Query;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.users.PreferencesReader.Wishes;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.user.Users;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `/v1/users/{user}/preferences`: what the user chose, and who recorded it.
final class PreferencesEndpoint {

    private static final String HISTORY = "history";

    private final Users users;
    private final Supplier<Policy> policy;

    PreferencesEndpoint(Users users, Supplier<Policy> policy) {
        this.users = users;
        this.policy = policy;
    }

    Route route() {
        return Route.of(
                "/v1/users/{user}/preferences",
                Map.of(
                        HttpMethod.PUT, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::put),
                        HttpMethod.PATCH, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::patch),
                        HttpMethod.GET, new Route.Operation(Scope.USERS_READ, Set.of(HISTORY), this::get)));
    }

    private Future<Reply> put(Call call) {
        String user = UserEndpoint.userOf(call);
        return withWishes(
                call,
                MediaTypes.JSON,
                (wishes, rules) -> users.putPreferences(user, named(wishes, rules, call.caller())));
    }

    private Future<Reply> patch(Call call) {
        String user = UserEndpoint.userOf(call);
        return withWishes(
                call,
                MediaTypes.PATCH,
                (wishes, rules) -> removesMaps(wishes)
                        ? users.find(user)
                                .compose(found ->
                                        users.patchPreferences(user, patch(wishes, rules, call.caller(), found)))
                        : users.patchPreferences(user, named(wishes, rules, call.caller())));
    }

    private Future<Reply> get(Call call) {
        String user = UserEndpoint.userOf(call);
        if (Query.flag(call.query(), HISTORY)) {
            return users.find(user)
                    .compose(found -> users.history(user)
                            .map(history -> found.map(
                                            it -> UserAnswers.preferences(it.preferences(), policy.get(), history))
                                    .orElseGet(() -> UserEndpoint.unknown(user))));
        }
        return users.find(user)
                .map(found -> found.map(it -> UserAnswers.preferences(it.preferences(), policy.get()))
                        .orElseGet(() -> UserEndpoint.unknown(user)));
    }

    private Future<Reply> withWishes(
            Call call, Set<String> mediaTypes, BiFunction<Wishes, Policy, Future<Users.PreferencesAnswer>> use) {
        var rules = policy.get();
        return call.withBody(
                mediaTypes,
                body -> PreferencesReader.read(body, rules.caps().keySet()),
                wishes -> unknownCategory(wishes, rules)
                        .map(it -> Future.succeededFuture(Problem.unknownCategory(pointerTo(it), it)))
                        .orElseGet(() -> use.apply(wishes, rules).map(answer -> reply(answer, rules))));
    }

    private static Reply reply(Users.PreferencesAnswer answer, Policy rules) {
        return switch (answer) {
            case Users.PreferencesAnswer.Stored(var preferences) -> UserAnswers.preferences(preferences, rules);
            case Users.PreferencesAnswer.TooMany tooMany -> tooMany("/", tooMany);
        };
    }

    /// @param at the pointer that the member's name follows
    static Reply tooMany(String at, Users.PreferencesAnswer.TooMany tooMany) {
        return Problem.malformed(List.of(new FieldError(
                at + tooMany.member(), "would be more than " + tooMany.limit() + " (expected: at most that)")));
    }

    /// A choice for a category that the policy does not have; one that it no longer has may still be removed.
    static Optional<String> unknownCategory(Wishes wishes, Policy rules) {
        return entries(wishes.categories()).entrySet().stream()
                .filter(it -> it.getValue() instanceof Change.Set<Boolean>)
                .map(Map.Entry::getKey)
                .filter(it -> !rules.categories().containsKey(it))
                .findFirst();
    }

    /// Where a category's choice stands in preferences.
    static String pointerTo(String category) {
        return "/categories/" + category.replace("~", "~0").replace("/", "~1");
    }

    /// What the wishes say of each name.
    static PreferencesPatch named(Wishes wishes, Policy rules, String caller) {
        return patch(wishes, rules, caller, Optional.empty());
    }

    /// @param before the user, when the wishes remove a whole map: each of its entries is removed by name
    private static PreferencesPatch patch(Wishes wishes, Policy rules, String caller, Optional<User> before) {
        Set<String> categories =
                before.map(it -> it.preferences().categories().keySet()).orElse(Set.of());
        Set<String> caps = before.map(it -> it.preferences().caps().keySet()).orElse(Set.of());
        return new PreferencesPatch(
                wishes.promotional(),
                merged(wishes.categories(), categories),
                merged(wishes.caps(), caps),
                otherClasses(rules),
                caller,
                wishes.source(),
                wishes.measurement());
    }

    private static Set<String> otherClasses(Policy rules) {
        return rules.categories().values().stream()
                .filter(it -> it.sendClass() != SendClass.PROMOTIONAL)
                .map(Policy.Category::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean removesMaps(Wishes wishes) {
        return wishes.categories() instanceof Change.Remove<?> || wishes.caps() instanceof Change.Remove<?>;
    }

    private static <T> Map<String, Change<T>> merged(Change<Map<String, Change<T>>> change, Set<String> before) {
        return switch (change) {
            case Change.Remove<Map<String, Change<T>>>() ->
                before.stream().collect(Collectors.toMap(Function.identity(), it -> new Change.Remove<T>()));
            case Change.Keep<Map<String, Change<T>>>() -> Map.of();
            case Change.Set<Map<String, Change<T>>>(var entries) -> entries;
        };
    }

    private static <T> Map<String, Change<T>> entries(Change<Map<String, Change<T>>> change) {
        return merged(change, Set.of());
    }
}

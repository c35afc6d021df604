package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.JsonFields;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Lines;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.user.Users;
import dev.opportune.ratelimiter.user.Users.Change;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The lines of one import. Lines of one user are applied one after another; each is preferences, then profile, then
/// devices, so that nobody is reached before its refusals are known. The first fault ends a line and leaves what was
/// applied before it: to repeat the line is safe.
///
/// Storage that is not available ends the import, and the last line says where to go on ([Lines]).
final class ImportLines implements Lines {

    private static final Users.ProfilePatch NO_CHANGE = new Users.ProfilePatch(
            new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>());

    private final Users users;
    private final KnownApps apps;
    private final Supplier<Policy> policy;
    private final String caller;
    private final Map<String, Future<?>> latestOfUser = new HashMap<>();
    private long imported;

    ImportLines(Users users, KnownApps apps, Supplier<Policy> policy, String caller) {
        this.users = users;
        this.apps = apps;
        this.policy = policy;
        this.caller = caller;
    }

    @Override
    public Future<Reply> use(Buffer line) {
        return apply(line).map(fault -> fault.orElseGet(Reply::noContent)).onSuccess(reply -> {
            if (reply.status() / 100 == 2) imported++;
        });
    }

    /// Only of what something was left out of.
    @Override
    public boolean tell(Reply reply) {
        return reply.status() != 204;
    }

    @Override
    public JsonFields counts() {
        return json -> json.writeNumberField("imported", imported);
    }

    /// What is wrong with the line, once it has been applied as far as it can be; or what of it was left out.
    private Future<Optional<Reply>> apply(Buffer line) {
        var rules = policy.get();
        return switch (ImportReader.read(line, rules.caps().keySet(), apps)) {
            case Parsed.Invalid<ImportedUser>(var errors) -> fault(Problem.malformed(errors));
            case Parsed.Valid<ImportedUser>(var user) ->
                unknown(user, rules)
                        .map(ImportLines::fault)
                        .orElseGet(() -> inTurn(user, rules).map(fault -> fault.or(() -> leftOut(user))));
        };
    }

    private static Optional<Reply> leftOut(ImportedUser user) {
        if (user.ignored().isEmpty()) return Optional.empty();
        return Optional.of(Reply.json(200, json -> {
            UserAnswers.writeIgnored(json, user.ignored());
        }));
    }

    private Optional<Reply> unknown(ImportedUser user, Policy rules) {
        for (int i = 0; i < user.devices().size(); i++) {
            String app = user.devices().get(i).app();
            if (!apps.has(app)) return Optional.of(Problem.unknownApp("/devices/" + i + "/app", app));
        }
        return Optional.ofNullable(user.preferences())
                .flatMap(it -> PreferencesEndpoint.unknownCategory(it, rules))
                .map(it -> Problem.unknownCategory("/preferences" + PreferencesEndpoint.pointerTo(it), it));
    }

    /// Applies the line after those before it that name the same user.
    private Future<Optional<Reply>> inTurn(ImportedUser user, Policy rules) {
        var before = latestOfUser.get(user.user());
        var steps = steps(user, rules).iterator();
        var applied = before == null ? next(steps) : before.transform(_ -> next(steps));
        if (applied.isComplete()) return applied;
        latestOfUser.put(user.user(), applied);
        return applied.onComplete(_ -> latestOfUser.remove(user.user(), applied));
    }

    private Stream<Supplier<Future<Optional<Reply>>>> steps(ImportedUser user, Policy rules) {
        Stream.Builder<Supplier<Future<Optional<Reply>>>> steps = Stream.builder();
        var preferences = user.preferences();
        if (preferences == null && users.keepsRefusals()) preferences = PreferencesReader.NOTHING_IMPORTED;
        if (preferences != null) {
            var named = PreferencesEndpoint.named(preferences, rules, caller);
            steps.add(() -> users.patchPreferences(user.user(), named).map(ImportLines::faultOf));
        }
        var profile = user.profile();
        if (profile != null) {
            steps.add(() -> users.patchProfile(user.user(), profile).map(ImportLines::faultOf));
        } else if (preferences == null && user.devices().isEmpty()) {
            steps.add(() -> users.patchProfile(user.user(), NO_CHANGE).map(ImportLines::faultOf));
        }
        for (var device : user.devices()) {
            steps.add(() -> users.putDevice(user.user(), device).map(ImportLines::faultOf));
        }
        return steps.build();
    }

    private static Future<Optional<Reply>> next(Iterator<Supplier<Future<Optional<Reply>>>> steps) {
        if (!steps.hasNext()) return Future.succeededFuture(Optional.empty());
        return steps.next().get().compose(fault -> fault.isEmpty() ? next(steps) : Future.succeededFuture(fault));
    }

    private static Optional<Reply> faultOf(Users.ProfileAnswer answer) {
        return switch (answer) {
            case Users.ProfileAnswer.Stored _ -> Optional.empty();
            case Users.ProfileAnswer.AttributesTooLarge tooLarge -> Optional.of(UserEndpoint.tooLarge(tooLarge));
        };
    }

    private static Optional<Reply> faultOf(Users.PreferencesAnswer answer) {
        return switch (answer) {
            case Users.PreferencesAnswer.Stored _ -> Optional.empty();
            case Users.PreferencesAnswer.TooMany tooMany ->
                Optional.of(PreferencesEndpoint.tooMany("/preferences/", tooMany));
        };
    }

    private static Optional<Reply> faultOf(Users.DeviceAnswer answer) {
        return switch (answer) {
            case Users.DeviceAnswer.Stored _ -> Optional.empty();
            case Users.DeviceAnswer.TooMany(int limit) -> Optional.of(DeviceEndpoint.tooMany("/devices", limit));
        };
    }

    private static Future<Optional<Reply>> fault(Reply reply) {
        return Future.succeededFuture(Optional.of(reply));
    }
}

package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.AnswerLine;
import dev.opportune.gateway.http.FailedCall;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineSplitter.Line;
import dev.opportune.gateway.http.LineStream;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.user.Users;
import dev.opportune.ratelimiter.user.Users.Change;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The lines of one import. Lines of one user are applied one after another; each is preferences, then profile, then
/// devices, so that nobody is reached before its refusals are known. The first fault ends a line and leaves what was
/// applied before it: to repeat the line is safe.
///
/// When storage is not available, or the rest of the body cannot be read, no more lines are used, and the last line
/// says where to go on; so it is when so many lines have failed in a row that their sender must have taken another file
/// for this one, and when the lane is about to end.
final class ImportLines implements LineStream.Lines {

    private static final Users.ProfilePatch NO_CHANGE = new Users.ProfilePatch(
            new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>());

    private final Users users;
    private final KnownApps apps;
    private final Supplier<Policy> policy;
    private final String caller;
    private final BooleanSupplier stopping;
    private final Map<String, Future<?>> latestOfUser = new HashMap<>();
    private long imported;
    private long failed;
    private int failedInARow;
    private boolean senseless;
    private long latest;
    private long resumeFrom = Long.MAX_VALUE;

    /// @param stopping whether the lane is about to end, and no more lines are used
    ImportLines(Users users, KnownApps apps, Supplier<Policy> policy, String caller, BooleanSupplier stopping) {
        this.users = users;
        this.apps = apps;
        this.policy = policy;
        this.caller = caller;
        this.stopping = stopping;
    }

    @Override
    public Future<Optional<Buffer>> use(Line line) {
        latest = line.number();
        return Future.succeededFuture()
                .compose(_ -> answer(line))
                .otherwise(failure -> {
                    if (failure instanceof StorageUnavailableException) {
                        resumeFrom = Math.min(resumeFrom, line.number());
                    }
                    return Optional.of(FailedCall.reply(failure));
                })
                .map(answer -> {
                    if (answer.isEmpty() || answer.get().status() == 200) {
                        imported++;
                        failedInARow = 0;
                    } else {
                        failed++;
                        failedInARow++;
                    }
                    if (failedInARow == Limits.FAILED_LINES_IN_A_ROW) senseless = true;
                    return answer.map(reply -> AnswerLine.of(line.number(), reply));
                });
    }

    @Override
    public boolean enough() {
        return senseless || resumeFrom != Long.MAX_VALUE || stopping.getAsBoolean();
    }

    @Override
    public Buffer last() {
        return AnswerLine.of(json -> {
            json.writeBooleanField("done", !enough());
            json.writeNumberField("lines", imported + failed);
            json.writeNumberField("imported", imported);
            json.writeNumberField("failed", failed);
            if (senseless) {
                json.writeStringField(
                        "detail", Limits.FAILED_LINES_IN_A_ROW + " lines failed in a row (expected: one user a line)");
            } else if (stopping.getAsBoolean()) {
                json.writeStringField("detail", "this gateway stops: go on at another");
            }
            if (enough()) json.writeNumberField("resume_from", Math.min(resumeFrom, latest + 1));
        });
    }

    /// What is wrong with the line, once it has been applied as far as it can be; or what of it was left out.
    private Future<Optional<Reply>> answer(Line line) {
        return switch (line) {
            case Line.TooLong _ ->
                fault(Problem.BODY_TOO_LARGE.because(
                        "more than " + Limits.BODY_BYTES + " bytes in the line (expected: at most that)"));
            case Line.Unreadable(long number, String why) -> {
                resumeFrom = Math.min(resumeFrom, number);
                yield fault(Problem.MALFORMED.because(why));
            }
            case Line.Whole(long _, Buffer bytes) -> {
                var rules = policy.get();
                yield switch (ImportReader.read(bytes, rules.caps().keySet(), apps)) {
                    case Parsed.Invalid<ImportedUser>(var errors) -> fault(Problem.malformed(errors));
                    case Parsed.Valid<ImportedUser>(var user) ->
                        unknown(user, rules)
                                .map(ImportLines::fault)
                                .orElseGet(() -> inTurn(user, rules).map(fault -> fault.or(() -> leftOut(user))));
                };
            }
        };
    }

    private static Optional<Reply> leftOut(ImportedUser user) {
        if (user.ignored().isEmpty()) return Optional.empty();
        return Optional.of(Reply.json(200, json -> {
            json.writeNumberField("status", 200);
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

package dev.opportune.ratelimiter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Actors whose scripts run one at a time in an order that is chosen, some twice, some never again. Each path of
/// choices is taken once, [#nextPath] moves on to the next; or the choices are left to chance.
final class Interleaving {

    private final RedisFixture redis;
    private final int mostFaults;
    private final @Nullable Random chance;
    private final List<Integer> path = new ArrayList<>();
    private final List<Integer> options = new ArrayList<>();

    private int step;
    private int faults;
    private int repeats;
    private final Map<String, Call> waiting = new LinkedHashMap<>();
    private final Map<String, Future<?>> answers = new LinkedHashMap<>();
    private final List<Call> ran = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    private record Call(String actor, Supplier<Future<List<Object>>> script, Promise<List<Object>> reply) {}

    /// @param mostFaults repeats and lost actors on one path
    /// @param chance null: every path once
    Interleaving(RedisFixture redis, int mostFaults, @Nullable Random chance) {
        this.redis = redis;
        this.mostFaults = mostFaults;
        this.chance = chance;
    }

    /// Something checked after every script.
    interface Check {
        void run() throws Exception;
    }

    /// An actor's scripts, which wait to be chosen.
    ScriptRunner scriptsOf(String actor) {
        return (script, keys, args) -> {
            Promise<List<Object>> reply = Promise.promise();
            waiting.put(actor, new Call(actor, () -> redis.lane.run(script, keys, args), reply));
            return reply.future();
        };
    }

    void begin(String actor, Function<ScriptRunner, Future<?>> what) throws Exception {
        answers.put(
                actor, redis.onLane(() -> Future.succeededFuture(new Future<?>[] {what.apply(scriptsOf(actor))}))[0]);
    }

    /// Runs all that was begun to its end by the present path.
    void run(Check check) throws Exception {
        while (!waiting.isEmpty()) {
            var actors = List.copyOf(waiting.keySet());
            int repeatable = faults < mostFaults ? ran.size() : 0;
            int losses = faults < mostFaults ? actors.size() : 0;
            int chosen = choose(actors.size() + repeatable + losses);
            if (chosen < actors.size()) {
                proceed(waiting.remove(actors.get(chosen)));
            } else if (chosen < actors.size() + repeatable) {
                faults++;
                repeats++;
                var again = ran.get(chosen - actors.size());
                log.add(again.actor + " again script " + ran.indexOf(again));
                var _ = redis.onLane(again.script::get);
            } else {
                faults++;
                var actor = actors.get(chosen - actors.size() - repeatable);
                log.add(actor + " is lost");
                lost.add(actor);
                waiting.remove(actor);
            }
            check.run();
        }
    }

    private void proceed(Call call) throws Exception {
        log.add(call.actor);
        ran.add(call);
        var _ = redis.onLane(() -> call.script.get().onSuccess(call.reply::complete));
    }

    private int choose(int of) {
        if (chance != null) return chance.nextInt(of);
        if (step == path.size()) {
            path.add(0);
            options.add(of);
        }
        return path.get(step++);
    }

    /// What an actor's undertaking came to; nothing when it was lost.
    Map<String, Future<?>> answers() {
        return answers;
    }

    boolean isLost(String actor) {
        return lost.contains(actor);
    }

    /// Scripts that ran once more.
    int repeats() {
        return repeats;
    }

    String told() {
        return String.join(", ", log);
    }

    /// Begins anew on the next path. False: all have been taken.
    boolean nextPath() {
        faults = 0;
        repeats = 0;
        waiting.clear();
        answers.clear();
        ran.clear();
        lost.clear();
        log.clear();
        if (chance != null) return true;
        int last = step - 1; // beyond it a shorter path left nothing
        while (last >= 0 && path.get(last) + 1 == options.get(last)) last--;
        if (last < 0) return false;
        path.set(last, path.get(last) + 1);
        path.subList(last + 1, path.size()).clear();
        options.subList(last + 1, options.size()).clear();
        step = 0;
        return true;
    }
}

package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How scripts run on one server: as functions of the library where it has them and its user may, else by
/// their SHA. Chosen for each connection, before anything else is sent by it. Confined to the lane.
final class NodeScripts {

    private static final Map<Script, ScriptCall.Way> FUNCTIONS =
            ways(script -> new ScriptCall.Way(CommandType.FCALL, FunctionLibrary.function(script)));

    private static final Map<Script, ScriptCall.Way> DIGESTS =
            ways(script -> new ScriptCall.Way(CommandType.EVALSHA, script.sha()));

    /// Sends one script: [RedisNode#call] or [RedisNode#write].
    interface Sending {
        Future<List<Object>> send(ScriptCall.Way way, byte[][] keys, byte[][] args);
    }

    private final RedisNode node;
    private boolean asFunctions;

    /// Under way; null: it is not being loaded.
    private @Nullable Future<Void> loading;

    NodeScripts(RedisNode node) {
        this.node = node;
    }

    /// Finds out which way scripts run, and loads the library where it is missing and can be loaded now.
    Future<Void> choose() {
        asFunctions = false;
        return libraries()
                .compose(found -> {
                    asFunctions = true;
                    return found.contains(FunctionLibrary.NAME) ? Future.succeededFuture() : load();
                })
                .recover(failure -> {
                    if (failure instanceof RedisCommandExecutionException) {
                        return Future.succeededFuture(); // Redis 6.2 does not know the command
                    }
                    if (!isForbidden(failure)) return Future.failedFuture(failure);
                    node.health()
                            .runsNoFunctions("lets its user use no functions (expected: the ACL line of"
                                    + " docs/operations.md)");
                    return Future.succeededFuture();
                });
    }

    Future<List<Object>> run(Sending by, Script script, byte[][] keys, byte[][] args) {
        if (!asFunctions) return bySha(by, script, keys, args);
        return Rescue.of(asFunction(by, script, keys, args), failure -> {
            if (!RedisFailures.isFunctionMissing(failure)) return Future.failedFuture(failure);
            return load().compose(_ -> asFunction(by, script, keys, args))
                    .recover(again -> RedisFailures.isFunctionMissing(again)
                            ? bySha(by, script, keys, args) // it cannot be loaded now: a full Redis refuses it
                            : Future.failedFuture(again));
        });
    }

    /// Removes the libraries of other releases. One that still runs loads its own again.
    Future<Void> removeOthers() {
        if (!asFunctions) return Future.succeededFuture();
        return libraries()
                .compose(found -> Future.join(found.stream()
                        .filter(name -> !name.equals(FunctionLibrary.NAME))
                        .map(this::remove)
                        .toList()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static Future<List<Object>> asFunction(Sending by, Script script, byte[][] keys, byte[][] args) {
        return by.send(Objects.requireNonNull(FUNCTIONS.get(script)), keys, args);
    }

    private static Future<List<Object>> bySha(Sending by, Script script, byte[][] keys, byte[][] args) {
        return Rescue.of(
                by.send(Objects.requireNonNull(DIGESTS.get(script)), keys, args),
                failure -> failure instanceof RedisNoScriptException
                        ? by.send(new ScriptCall.Way(CommandType.EVAL, script.text()), keys, args)
                        : Future.failedFuture(failure));
    }

    private static Map<Script, ScriptCall.Way> ways(Function<Script, ScriptCall.Way> of) {
        var ways = new EnumMap<Script, ScriptCall.Way>(Script.class);
        for (var script : Script.values()) ways.put(script, of.apply(script));
        return ways;
    }

    /// Once for all that miss it. Succeeds whatever comes of it: what runs next tells.
    private Future<Void> load() {
        var already = loading;
        if (already != null) return already;
        var begun = node.ask(c -> c.functionLoad(FunctionLibrary.TEXT))
                .onFailure(this::tellOf)
                .<Void>mapEmpty()
                .otherwiseEmpty();
        loading = begun;
        return begun.onComplete(_ -> loading = null);
    }

    /// A refusal is told of elsewhere, and a lane that was faster needs no word.
    private void tellOf(Throwable failure) {
        if (RedisFailures.isLibraryThere(failure) || !(failure instanceof RedisCommandExecutionException)) return;
        node.health()
                .runsNoFunctions(
                        "does not take the function library: " + RedisWords.shortened(RedisFailures.said(failure)));
    }

    /// The names of those of this and other releases that are loaded.
    private Future<List<String>> libraries() {
        return node.ask(c -> c.functionList(FunctionLibrary.PREFIX + "*"))
                .map(found -> found.stream().map(NodeScripts::nameOf).toList());
    }

    private static String nameOf(Map<String, Object> library) {
        var name = library.get("library_name");
        return name instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(name);
    }

    /// By hand, since Lettuce has no FUNCTION DELETE.
    private Future<String> remove(String library) {
        var words = new CommandArgs<>(ByteArrayCodec.INSTANCE).add("DELETE").add(library.getBytes(US_ASCII));
        return node.ask(c -> c.dispatch(CommandType.FUNCTION, new StatusOutput<>(ByteArrayCodec.INSTANCE), words));
    }

    private static boolean isForbidden(Throwable failure) {
        return failure instanceof StorageUnavailableException e
                && e.fault() != null
                && e.fault().trouble() == Trouble.NOPERM;
    }
}

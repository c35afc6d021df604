package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// Tells what a failed command means: that Redis is out of reach or cannot take it now, or a defect of ours.
final class RedisFailures {

    /// What Redis says when it refuses before it has run anything. Redis 6.2 wraps a script's errors in a sentence, so
    /// the word may stand anywhere in it.
    private static final List<String> REFUSALS = List.of(
            "OOM ",
            "LOADING ",
            "BUSY ",
            "READONLY ",
            "MASTERDOWN ",
            "MISCONF ",
            "NOREPLICAS ",
            "CLUSTERDOWN ",
            "TRYAGAIN ",
            "ASK ",
            "NOAUTH ",
            "WRONGPASS ",
            "NOPERM ");

    private static final String MOVED = "MOVED ";

    private RedisFailures() {}

    /// @param saidBy the server that replied, or did not
    static Throwable classify(Throwable failure, NodeAddress saidBy) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case RedisNoScriptException e -> e;
            case RedisLoadingException e -> refused(e);
            case RedisBusyException e -> refused(e);
            case RedisReadOnlyException e -> refused(e);
            case RedisCommandExecutionException e
            when said(e).startsWith(MOVED) -> MovedException.read(said(e), saidBy);
            case RedisCommandExecutionException e -> isRefusal(e) ? refused(e) : e;
            // Lettuce has nothing finer for a command that was under way when its connection ended.
            case RedisException e -> new StorageUnavailableException(said(e), true);
            case CancellationException e -> new StorageUnavailableException(said(e), true);
            case java.io.IOException e -> new StorageUnavailableException(said(e), true);
            default -> cause;
        };
    }

    /// How a command with this failure, once classified, counts.
    static RedisListener.Outcome outcome(Throwable classified) {
        return switch (classified) {
            case StorageUnavailableException e when e.mayHaveRun() -> RedisListener.Outcome.LOST;
            case StorageUnavailableException _ -> RedisListener.Outcome.REFUSED;
            case RedisNoScriptException _ -> RedisListener.Outcome.OK;
            case MovedException _ -> RedisListener.Outcome.REFUSED;
            default -> RedisListener.Outcome.FAILED;
        };
    }

    /// Whether a server refused, since it is no master.
    static boolean isReadOnly(Throwable classified) {
        return classified instanceof StorageUnavailableException
                && said(classified).contains("READONLY ");
    }

    private static boolean isRefusal(RedisCommandExecutionException e) {
        var text = said(e);
        return REFUSALS.stream().anyMatch(text::contains);
    }

    private static StorageUnavailableException refused(Throwable e) {
        return new StorageUnavailableException(said(e), false);
    }

    private static String said(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Tells what a failed command means: that Redis is out of reach or cannot take it now, or a defect of
/// ours.
final class RedisFailures {

    private static final String MOVED = "MOVED ";
    private static final String NO_FUNCTION = "ERR Function not found";

    private RedisFailures() {}

    /// @param saidBy the server that replied, or did not
    static Throwable classify(Throwable failure, NodeAddress saidBy) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case RedisNoScriptException e -> e;
            case RedisCommandExecutionException e
            when said(e).startsWith(MOVED) -> MovedException.read(said(e), saidBy);
            case RedisCommandExecutionException e -> {
                var refusal = RedisWords.refusal(said(e));
                yield refusal == null ? e : new StorageUnavailableException(refusal);
            }
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
            case RedisCommandExecutionException e when isFunctionMissing(e) -> RedisListener.Outcome.OK;
            case MovedException _ -> RedisListener.Outcome.REFUSED;
            default -> RedisListener.Outcome.FAILED;
        };
    }

    /// Whether a function has not run, since its library is not there.
    static boolean isFunctionMissing(Throwable classified) {
        return classified instanceof RedisCommandExecutionException e && said(e).startsWith(NO_FUNCTION);
    }

    /// Whether a library was not loaded, since it had been already.
    static boolean isLibraryThere(Throwable classified) {
        return classified instanceof RedisCommandExecutionException e && said(e).endsWith("already exists");
    }

    /// Why a server of which something was asked cannot be used now.
    static Fault faultOf(Throwable classified) {
        return switch (classified) {
            case StorageUnavailableException e when e.fault() != null -> e.fault();
            case StorageUnavailableException _ -> Fault.of(Trouble.SILENT);
            case RedisCommandExecutionException e -> new Fault(Trouble.OTHER, RedisWords.shortened(said(e)));
            default -> new Fault(Trouble.OTHER, classified.getClass().getSimpleName());
        };
    }

    /// Why a connection could not be opened.
    static Fault opening(@Nullable Throwable failure) {
        return failure == null ? Fault.of(Trouble.UNREACHABLE) : Unopened.fault(failure);
    }

    static String said(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

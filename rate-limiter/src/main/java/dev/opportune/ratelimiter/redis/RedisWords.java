package dev.opportune.ratelimiter.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what Redis says when it refuses before it has run anything.
final class RedisWords {

    /// What Redis says is cut here.
    static final int MOST_CHARS = 160;

    /// In this order, since Redis 6.2 wraps a script's errors in a sentence, and the word may stand
    /// anywhere in it.
    private static final List<Trouble> WORDS = List.of(
            Trouble.OOM,
            Trouble.LOADING,
            Trouble.BUSY,
            Trouble.READONLY,
            Trouble.MASTERDOWN,
            Trouble.MISCONF,
            Trouble.NOREPLICAS,
            Trouble.CLUSTERDOWN,
            Trouble.TRYAGAIN,
            Trouble.ASK,
            Trouble.NOAUTH,
            Trouble.WRONGPASS,
            Trouble.NOPERM);

    /// Redis 6.2, of a script: without a word.
    private static final String NOPERM_IN_A_SCRIPT = "The user executing the script can't";

    private RedisWords() {}

    /// What a server refuses; null: it is no refusal.
    static @Nullable Fault refusal(String said) {
        for (var trouble : WORDS) {
            int at = said.indexOf(trouble.name() + " ");
            if (at >= 0) return new Fault(trouble, shortened(said.substring(at)));
        }
        int at = said.indexOf(NOPERM_IN_A_SCRIPT);
        return at < 0 ? null : new Fault(Trouble.NOPERM, shortened(said.substring(at)));
    }

    /// One line, without the place in a script, and without an end.
    static String shortened(String said) {
        var line = said.lines().findFirst().orElse("");
        int script = line.indexOf(" script: ");
        if (script >= 0) line = line.substring(0, script);
        if (line.length() > MOST_CHARS) line = line.substring(0, MOST_CHARS) + "…";
        return line.replaceFirst("[.,]$", "");
    }
}

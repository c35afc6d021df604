package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// Reads a script's reply: strings come as bytes, integers as Long.
public final class ScriptReply {

    private ScriptReply() {}

    public static String word(List<Object> reply) {
        return text(reply, 0);
    }

    /// Redis' time, the second member of every reply that has more than a word.
    public static long now(List<Object> reply) {
        return number(reply, 1);
    }

    public static String text(List<Object> reply, int at) {
        return new String(bytes(reply, at), UTF_8);
    }

    public static byte[] bytes(List<Object> reply, int at) {
        return (byte[]) reply.get(at);
    }

    public static long number(List<Object> reply, int at) {
        return (Long) reply.get(at);
    }

    public static IllegalStateException unknown(Script script, String word) {
        return new IllegalStateException(script + " replied " + word);
    }
}

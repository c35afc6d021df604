package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.internal.ExceptionFactory;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One run of a script as Lettuce takes it: the command, its arguments and its reply in one, since every send makes two
/// of them, and Lettuce's own are a dozen objects each (ADR 20). Bulk strings come as bytes, integers as Long,
/// arrays as lists. Confined to the lane.
final class ScriptCall extends CommandOutput<byte[], byte[], List<Object>>
        implements RedisCommand<byte[], byte[], List<Object>> {

    /// A number and the end of its line.
    private static final int MOST_NUMBER_BYTES = 12;

    private static final int END_OF_LINE = ('\r' << Byte.SIZE) | '\n';

    private final Way way;
    private final byte[][] keys;
    private final byte[][] args;
    private final BiConsumer<@Nullable List<Object>, @Nullable Throwable> then;

    /// Lists around the one that is being read; null: none are.
    private @Nullable ArrayDeque<List<Object>> around;

    private int depth;
    private boolean done;

    /// How a script is called: `FCALL` and a name, `EVALSHA` and a digest, or `EVAL` and its text.
    static final class Way {
        private final CommandType type;
        private final byte[] head;

        Way(CommandType type, String script) {
            var text = script.getBytes(UTF_8);
            var start = "$" + type.getBytes().length + "\r\n" + type + "\r\n$" + text.length + "\r\n";
            this.type = type;
            this.head = (start + script + "\r\n").getBytes(UTF_8);
        }
    }

    /// @param then hears of the reply, or of why there is none; once
    ScriptCall(Way way, byte[][] keys, byte[][] args, BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
        super(ByteArrayCodec.INSTANCE, List.of());
        this.way = way;
        this.keys = keys;
        this.args = args;
        this.then = then;
    }

    // ---- What is sent ----

    @Override
    public void encode(ByteBuf to) {
        int bytes = way.head.length + 3 * MOST_NUMBER_BYTES;
        for (var key : keys) bytes += key.length + 2 + MOST_NUMBER_BYTES;
        for (var arg : args) bytes += arg.length + 2 + MOST_NUMBER_BYTES;
        to.ensureWritable(bytes);
        line(to, '*', 3 + keys.length + args.length);
        to.writeBytes(way.head);
        line(to, '$', keys.length < 10 ? 1 : Integer.toString(keys.length).length());
        number(to, keys.length);
        for (var key : keys) string(to, key);
        for (var arg : args) string(to, arg);
    }

    private static void string(ByteBuf to, byte[] string) {
        line(to, '$', string.length);
        to.writeBytes(string).writeShort(END_OF_LINE);
    }

    private static void line(ByteBuf to, char kind, int number) {
        to.writeByte(kind);
        number(to, number);
    }

    private static void number(ByteBuf to, int number) {
        int unit = 1;
        while (number / unit >= 10) unit *= 10;
        for (; unit > 0; unit /= 10) to.writeByte('0' + number / unit % 10);
        to.writeShort(END_OF_LINE);
    }

    @Override
    public ProtocolKeyword getType() {
        return way.type;
    }

    /// Looked at by nothing that knows of such a command.
    @Override
    public @Nullable CommandArgs<byte[], byte[]> getArgs() {
        return null;
    }

    // ---- What comes back ----

    @Override
    public CommandOutput<byte[], byte[], List<Object>> getOutput() {
        return this;
    }

    @Override
    public void setOutput(CommandOutput<byte[], byte[], List<Object>> other) {
        throw new UnsupportedOperationException("a script's reply has one place");
    }

    @Override
    public void multi(int members) {
        var list = new ArrayList<Object>(Math.max(0, members));
        if (depth++ > 0) {
            output.add(list);
            if (around == null) around = new ArrayDeque<>(2);
            around.push(output);
        }
        output = list;
    }

    @Override
    public void complete(int depthNow) {
        if (around == null || depthNow <= 0 || depthNow >= depth) return;
        output = around.pop();
        depth--;
    }

    @Override
    public void set(long number) {
        add(number);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            add(null);
            return;
        }
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        add(copy);
    }

    @Override
    public void setSingle(@Nullable ByteBuffer status) {
        add(status == null ? null : US_ASCII.decode(status).toString());
    }

    /// What is no array is one of one.
    @SuppressWarnings("NullAway") // as Lettuce's own lists
    private void add(@Nullable Object value) {
        if (depth == 0) multi(1);
        output.add(value);
    }

    // ---- How it ends ----

    @Override
    public void complete() {
        if (done) return;
        done = true;
        if (hasError()) then.accept(null, ExceptionFactory.createExecutionException(getError()));
        else then.accept(output, null);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        if (done) return false;
        done = true;
        then.accept(null, failure);
        return true;
    }

    @Override
    public void cancel() {
        var _ = completeExceptionally(new CancellationException());
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean isDone() {
        return done;
    }
}

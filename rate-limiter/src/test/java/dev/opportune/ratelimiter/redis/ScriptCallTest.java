package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisStateMachine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// A call by hand, beside Lettuce's own commands and outputs.
class ScriptCallTest {

    private static final String NAME = "opportune_1234abcd_admit";
    private static final int REPLIES = 2_000;

    private final Random random = new Random(7);
    private final List<Object> told = new ArrayList<>();
    private final RedisStateMachine machine = new RedisStateMachine();

    @Test
    void it_is_written_as_lettuce_writes_it() {
        for (int keys : new int[] {0, 1, 8, 9, 10, 64, 100, 1000}) {
            for (int length : new int[] {0, 1, 9, 10, 99, 100, 5_000}) {
                var names = strings(keys, length);
                var args = strings(keys % 7, 2 * length);
                var usual = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                        .add(NAME)
                        .add(keys)
                        .addKeys(names)
                        .addValues(args);
                assertThat(hex(to -> call(names, args).encode(to)))
                        .isEqualTo(hex(to -> new Command<>(
                                        CommandType.FCALL, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), usual)
                                .encode(to)));
            }
        }
    }

    @Test
    void whatever_is_replied_is_read_as_lettuce_reads_it() {
        for (int i = 0; i < REPLIES; i++) {
            var reply = "*" + (1 + i % 4) + "\r\n" + values(1 + i % 4, 3);
            var call = call(new byte[0][], new byte[0][]);
            assertThat(shown(read(reply, call))).as(reply).isEqualTo(shown(usual(reply)));
        }
    }

    @Test
    void what_is_no_array_is_one_of_one() {
        for (var reply : List.of(":7\r\n", "$3\r\nabc\r\n", "$-1\r\n", "+OK\r\n")) {
            var call = call(new byte[0][], new byte[0][]);
            assertThat(shown(read(reply, call))).isEqualTo(shown(usual("*1\r\n" + reply)));
        }
    }

    @Test
    void an_error_is_told_as_what_it_is() {
        assertThat(read("-NOSCRIPT No matching script\r\n", call(new byte[0][], new byte[0][])))
                .isInstanceOf(RedisNoScriptException.class);
        assertThat(read("-MOVED 7 127.0.0.1:7001\r\n", call(new byte[0][], new byte[0][])))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasToString("io.lettuce.core.RedisCommandExecutionException: MOVED 7 127.0.0.1:7001");
    }

    @Test
    void it_ends_once_however_many_say_so() {
        var answered = call(new byte[0][], new byte[0][]);
        assertThat(answered.isDone()).isFalse();
        var _ = read(":1\r\n", answered);
        answered.complete();
        answered.cancel();
        assertThat(answered.completeExceptionally(new Exception("late"))).isFalse();
        assertThat(answered.isDone()).isTrue();
        assertThat(told).hasSize(1);

        var lost = call(new byte[0][], new byte[0][]);
        var failure = new Exception("lost");
        assertThat(lost.completeExceptionally(failure)).isTrue();
        lost.complete();
        assertThat(told).hasSize(2).last().isSameAs(failure);

        call(new byte[0][], new byte[0][]).cancel();
        assertThat(told).hasSize(3).last().isInstanceOf(CancellationException.class);
    }

    private ScriptCall call(byte[][] keys, byte[][] args) {
        return new ScriptCall(
                new ScriptCall.Way(CommandType.FCALL, NAME),
                keys,
                args,
                (reply, failure) -> told.add(failure == null ? reply : failure));
    }

    private Object read(String reply, ScriptCall call) {
        decode(reply, call.getOutput());
        call.complete();
        return told.getLast();
    }

    private Object usual(String reply) {
        var output = new NestedMultiOutput<>(ByteArrayCodec.INSTANCE);
        decode(reply, output);
        return output.get();
    }

    /// As it comes: in pieces.
    private void decode(String reply, CommandOutput<byte[], byte[], ?> output) {
        var in = Unpooled.buffer();
        boolean whole = false;
        for (int from = 0; from < reply.length(); ) {
            int to = Math.min(reply.length(), from + 1 + random.nextInt(40));
            in.writeCharSequence(reply.substring(from, to), US_ASCII);
            whole = machine.decode(in, output);
            from = to;
        }
        assertThat(whole).as(reply).isTrue();
    }

    private String values(int many, int depth) {
        var all = new StringBuilder();
        for (int i = 0; i < many; i++) {
            int nested = random.nextInt(4);
            switch (random.nextInt(depth > 0 ? 5 : 3)) {
                case 0 -> all.append(':').append(random.nextLong()).append("\r\n");
                case 1 -> all.append("$-1\r\n");
                case 2 ->
                    all.append('$')
                            .append(nested)
                            .append("\r\n")
                            .repeat("x", nested)
                            .append("\r\n");
                default -> all.append('*').append(nested).append("\r\n").append(values(nested, depth - 1));
            }
        }
        return all.toString();
    }

    private byte[][] strings(int many, int length) {
        var strings = new byte[many][length];
        for (var string : strings) random.nextBytes(string);
        return strings;
    }

    private static String shown(Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case List<?> list ->
                list.stream().map(ScriptCallTest::shown).toList().toString();
            default -> value.toString();
        };
    }

    private interface Written {
        void to(ByteBuf buffer);
    }

    private static String hex(Written written) {
        var buffer = Unpooled.buffer();
        written.to(buffer);
        return ByteBufUtil.hexDump(buffer);
    }
}

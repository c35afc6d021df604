package dev.opportune.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: what does it cost to pack what a script is given, and to read what it gives back, by hand and by
/// MessagePack's library (ADR 20)?
///
/// **Workload**: a dozen values as a settlement has them, two of them packed within.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar PackingBenchmark -prof gc`
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PackingBenchmark {

    private static final String SEND = "2f-01jdp6m3k9q8x7w5v2t1s0rrpp";
    private static final String OWNER = "gateway-7/1";
    private static final String PUSH = "6f1f2c0e-1d0c-4b7a-9a0e-2f6d3c8b5a41";

    private final Packed to = new Packed();
    private final Packed within = Packed.within();
    private final byte[] packed = pack(new Packed(), Packed.within());

    @Benchmark
    public byte[] packed_by_hand() {
        return pack(to, within);
    }

    private static byte[] pack(Packed to, Packed within) {
        to.restart().put(0).put(SEND).put(OWNER).put(1).put("accepted").put("").put(3_600_000);
        within.restart()
                .array(1)
                .array(7)
                .put("iphone")
                .put("shop-ios")
                .put("accepted")
                .put("")
                .put(PUSH);
        to.put(within.put(1).put(1_764_428_400_123L)).put(1);
        to.put(within.restart().array(2).put("accepted").put(1)).put(1);
        return to.bytes();
    }

    @Benchmark
    public byte[] packed_by_the_library() throws IOException {
        try (var all = new MessagePack.PackerConfig().withBufferSize(1024).newBufferPacker();
                var device = new MessagePack.PackerConfig().withBufferSize(128).newBufferPacker();
                var outcomes =
                        new MessagePack.PackerConfig().withBufferSize(128).newBufferPacker()) {
            all.packLong(0);
            put(all, SEND);
            put(all, OWNER);
            all.packLong(1);
            put(all, "accepted");
            put(all, "");
            all.packLong(3_600_000);
            device.packArrayHeader(1).packArrayHeader(7);
            for (var text : new String[] {"iphone", "shop-ios", "accepted", "", PUSH}) put(device, text);
            device.packLong(1).packLong(1_764_428_400_123L);
            put(all, device.toByteArray());
            all.packLong(1);
            outcomes.packArrayHeader(2);
            put(outcomes, "accepted");
            outcomes.packLong(1);
            put(all, outcomes.toByteArray());
            all.packLong(1);
            return all.toByteArray();
        }
    }

    @Benchmark
    public long read_by_hand() {
        var from = new Unpacked(packed);
        long sum = from.number() + from.text().length() + from.text().length() + from.number();
        sum += from.text().length() + from.text().length() + from.number() + from.bytes().length;
        return sum + from.number() + from.bytes().length + from.number();
    }

    @Benchmark
    public long read_by_the_library() throws IOException {
        try (var from = MessagePack.newDefaultUnpacker(packed)) {
            long sum = from.unpackLong() + text(from.readPayload(from.unpackRawStringHeader()));
            sum += text(from.readPayload(from.unpackRawStringHeader())) + from.unpackLong();
            sum += text(from.readPayload(from.unpackRawStringHeader()));
            sum += text(from.readPayload(from.unpackRawStringHeader())) + from.unpackLong();
            sum += from.readPayload(from.unpackRawStringHeader()).length + from.unpackLong();
            return sum + from.readPayload(from.unpackRawStringHeader()).length + from.unpackLong();
        }
    }

    private static int text(byte[] bytes) {
        return new String(bytes, UTF_8).length();
    }

    private static void put(MessagePacker to, String text) throws IOException {
        put(to, text.getBytes(UTF_8));
    }

    private static void put(MessagePacker to, byte[] bytes) throws IOException {
        to.packRawStringHeader(bytes.length).writePayload(bytes);
    }
}

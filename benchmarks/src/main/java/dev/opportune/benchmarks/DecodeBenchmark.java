package dev.opportune.benchmarks;

import dev.opportune.gateway.http.sends.SendReader;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: what does it cost to read one send from its bytes, all limits checked and the digest computed?
///
/// **Workload**: one body of about 400 bytes, the same each time.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar DecodeBenchmark -prof gc`
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {

    private final Buffer body = new Workload().nextBody();

    @Benchmark
    public Parsed<SendRequest> send_from_bytes() {
        return SendReader.read(body, null, Workload.APPS);
    }
}

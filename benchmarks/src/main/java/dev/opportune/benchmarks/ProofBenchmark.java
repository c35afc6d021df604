package dev.opportune.benchmarks;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.engagement.proof.Proofs;
import java.util.List;
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

/// **Question**: what does it cost to seal the proof that a push carries, and to open one that comes back?
///
/// **Workload**: a user's id of 12 bytes. Medians, which a busy machine does not spoil.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar ProofBenchmark`
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProofBenchmark {

    private static final String SEND = "2f-01jdp6m3k9q8x7w5v2t1s0rrpp";
    private static final Proofs.Claim CLAIM = new Proofs.Claim(1_764_428_400, 17, "u-1234567890");

    private final Proofs proofs = new Proofs(List.of(new ProofKey(1, new byte[ProofKey.SECRET_BYTES])));
    private final String proof = proofs.seal(SEND, CLAIM);

    @Benchmark
    public String sealed() {
        return proofs.seal(SEND, CLAIM);
    }

    @Benchmark
    public Proofs.Opened opened() {
        return proofs.open(SEND, proof);
    }
}

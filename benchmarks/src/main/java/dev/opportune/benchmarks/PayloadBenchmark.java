package dev.opportune.benchmarks;

import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.fcm.message.FcmBody;
import dev.opportune.connectors.fcm.message.FcmPlatform;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: what does it cost to write one message as each platform's payload, and what do the blocks for iPhones
/// and browsers add to FCM's?
///
/// **Workload**: the content of one send, written whole to bytes and measured, as the door does with content that may
/// not fit; FCM's also as it is sent, for every kind of device and for Android alone.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar PayloadBenchmark -prof gc`
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PayloadBenchmark {

    private static final Endpoint NOWHERE = new Endpoint("localhost", 1);

    private final PushMessage message = message();
    private TemporaryFolder folder;
    private final FcmBody forAll = new FcmBody(FcmSettings.DEFAULT_PLATFORMS);
    private final FcmBody forAndroid = new FcmBody(Set.of(FcmPlatform.ANDROID));
    private final Instant now = Instant.now();
    private Provider apns;
    private Provider fcm;

    @Setup
    public void readCredentials() {
        folder = TemporaryFolder.create();
        // Only for its credentials: nothing connects.
        try (var simulator = Simulator.start(SimulatorSettings.defaults())) {
            make(simulator, folder.path());
        }
    }

    private void make(Simulator simulator, Path at) {
        var files = simulator.writeCredentials(at);
        var made = simulator.credentials();
        apns = new ApnsProvider(new ApnsSettings(
                "shop-ios",
                "com.example.shop",
                ApnsSettings.Environment.PRODUCTION,
                files.apnsKey(),
                made.apnsKeyId(),
                made.apnsTeamId(),
                NOWHERE,
                files.ca()));
        fcm = new FcmProvider(new FcmSettings(Workload.APP, files.serviceAccount(), NOWHERE, files.ca()));
    }

    @TearDown
    public void close() {
        var _ = apns.close();
        var _ = fcm.close();
        folder.delete();
    }

    @Benchmark
    public int apns() {
        return apns.payloadBytes(message);
    }

    @Benchmark
    public int fcm() {
        return fcm.payloadBytes(message);
    }

    @Benchmark
    public byte[] fcm_body_for_every_platform() {
        return forAll.write(message, now);
    }

    @Benchmark
    public byte[] fcm_body_for_android_alone() {
        return forAndroid.write(message, now);
    }

    private static PushMessage message() {
        var send = new Workload().nextRequest();
        return new PushMessage(
                "92-01m80st8gkx39kk6nfj7c1f02y",
                send.devices().getFirst().deviceToken(),
                Objects.requireNonNull(send.content()),
                send.ref(),
                null,
                Instant.now().plusSeconds(300),
                Urgency.HIGH,
                Standing.PROVEN);
    }
}

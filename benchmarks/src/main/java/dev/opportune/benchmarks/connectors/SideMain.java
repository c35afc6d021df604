package dev.opportune.benchmarks.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;

/// One side's process: for each number of milliseconds that it reads it sends for as long, and says what that came
/// to. Ends when its input does.
final class SideMain {

    /// Until as many are in flight as will be; not measured.
    private static final Duration RAMP = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(10);

    /// A minute.
    private static final int MOST_POLLS = 6000;

    private SideMain() {}

    /// Takes the [Side] and the folder of the simulator's credentials.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        // Event loops would keep a process alive whose main thread has failed.
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> {
            System.err.println(failure);
            Runtime.getRuntime().halt(1);
        });
        var folder = Path.of(arguments[1]);
        TrustedByAll.trust(folder);
        Sender sender = Side.valueOf(arguments[0]).connect(folder);
        System.out.println(Child.READY);
        try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line; (line = in.readLine()) != null; ) {
                System.out.println(
                        measure(sender, Duration.ofMillis(Long.parseLong(line))).line());
            }
        }
        System.exit(0);
    }

    private static Measured measure(Sender sender, Duration length) throws InterruptedException {
        sender.start();
        Thread.sleep(RAMP);
        awaitAnswer(sender);
        var before = Measured.now(sender);
        Thread.sleep(length);
        awaitAnswer(sender);
        var measured = Measured.now(sender).since(before);
        sender.stop();
        return measured;
    }

    /// Waits for one more, since a side that starts on a busy machine may have none after seconds.
    private static void awaitAnswer(Sender sender) throws InterruptedException {
        long before = sender.answers();
        for (int i = 0; i < MOST_POLLS && sender.answers() == before; i++) Thread.sleep(POLL);
    }
}

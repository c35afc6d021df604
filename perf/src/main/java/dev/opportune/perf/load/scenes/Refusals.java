package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.Content;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;

/// What a 503 costs the gateway, beside what a send costs it at the same rate: Redis says that its memory is short, and
/// promotional sends are refused.
final class Refusals implements Scenario {

    private static final String CATEGORY = "flash-sale";
    private static final double OF_A_SEND = 0.25;

    /// Of its memory: more than promotional sends are taken at, less than transactional ones are refused at.
    private static final double USED = 0.85;

    private static final int LOOKS = 30;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        var idle = Phase.steady("idle", 5, 0);
        double idleMicros = gatewayMicros(run, idle) / idle.seconds();
        var taken = Phase.steady("taken", 10, run.rate());
        double send = (gatewayMicros(run, taken) - idleMicros * taken.seconds())
                / run.tally().count(in(taken));
        try (var redis = run.site().redis()) {
            var _ = redis.text("CONFIG SET maxmemory " + (long) (redis.usedBytes() / USED));
            awaitRefusals(run);
            var refused = Phase.steady("refused", 10, run.rate());
            double refusal = (gatewayMicros(run, refused) - idleMicros * refused.seconds())
                    / run.tally().count(in(refused));
            var _ = redis.text("CONFIG SET maxmemory 0");
            long others = run.tally().count(in(refused).and(one -> one.status() != 503));
            run.figure("gateway, µs a send", send);
            run.figure("gateway, µs a 503", refusal);
            run.promise("what a 503 costs / what a send costs", refusal / send, OF_A_SEND);
            run.promise("answers that were not 503", (double) others, 0);
            run.promise("p99 of a 503, ms", run.p99(in(refused)), Scenes.SLOW_MS);
        }
    }

    /// The gateway looks at Redis' memory now and then.
    private static void awaitRefusals(LoadRun run) throws IOException {
        for (int i = 0; i < LOOKS; i++) {
            var look = Phase.steady("look " + i, 1, 10);
            run.load(_ -> promotional(run), look);
            if (run.tally().count(in(look).and(One::isFailed)) == run.tally().count(in(look))) return;
        }
        throw new IOException("the gateway does not refuse, though Redis' memory is short");
    }

    private static double gatewayMicros(LoadRun run, Phase phase) throws IOException {
        var before = run.site().cpu();
        run.load(_ -> promotional(run), phase);
        return run.site().cpu().microsSince(before, "gateway");
    }

    private static Content promotional(LoadRun run) {
        while (true) {
            var content = run.nextReached();
            if (content.category().equals(CATEGORY)) return content;
        }
    }
}

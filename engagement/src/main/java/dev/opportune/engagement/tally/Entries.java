package dev.opportune.engagement.tally;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Reads what was counted of the users of an experiment. It is folded with all else, into an hour of its own that never
/// ends, so that an experiment may last longer than hours are kept. Confined to the lane.
public final class Entries {

    /// In which all experiments are counted (`enrolments.lua`): the last that a batch can name, some 240 years from
    /// 1970.
    static final long HOUR = (1 << 21) - 1;

    private final Tallies tallies;

    public Entries(Storage redis) {
        this.tallies = new Tallies(redis);
    }

    /// By arm and by the weights by which users entered. The future fails with
    /// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
    public Future<Map<Label.OfArm, Cells>> of(Experiment experiment) {
        var knownBy = HexFormat.of().formatHex(experiment.knownBy());
        var counted = new HashMap<Label.OfArm, Cells>();
        return tallies.read(
                        HOUR,
                        HOUR + 1,
                        (_, label) -> label instanceof Label.OfArm arm
                                        && arm.experiment().equals(experiment.name())
                                        && arm.knownBy().equals(knownBy)
                                ? counted.computeIfAbsent(arm, _ -> new Cells())
                                : null)
                .map(counted);
    }
}

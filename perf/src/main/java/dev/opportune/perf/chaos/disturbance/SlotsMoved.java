package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.Migration;
import java.io.IOException;

/// Partitions move to another master, one after another, while sends go to them.
record SlotsMoved(int firstPartition, int to) implements Disturbance {

    private static final int PARTITIONS = 256;
    private static final int MOVED = 8;

    static SlotsMoved draw(Draw draw) {
        return new SlotsMoved(draw.oneOf(PARTITIONS), draw.master());
    }

    @Override
    public String whom() {
        return MASTERS;
    }

    @Override
    public String what() {
        return "%d partitions from %d on move to master %d".formatted(MOVED, firstPartition, to);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var migration = new Migration(fleet.redis().masters(), Disturbance.master(fleet, to));
        for (int i = 0; i < MOVED; i++) migration.move((firstPartition + i) % PARTITIONS);
        return migration.keys() + " keys";
    }
}

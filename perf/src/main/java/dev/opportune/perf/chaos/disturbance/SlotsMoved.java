package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.Migration;
import java.io.IOException;

/// Partitions move from one master to another, one after another, while sends go to them.
record SlotsMoved(int from, int to) implements Disturbance {

    private static final int MOVED = 8;

    static SlotsMoved draw(Draw draw) {
        int from = draw.master();
        return new SlotsMoved(from, from + 1 + draw.oneOf(2));
    }

    @Override
    public String whom() {
        return MASTERS;
    }

    @Override
    public String what() {
        return MOVED + " partitions move to another master";
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var migration = new Migration(Disturbance.master(fleet, from), Disturbance.master(fleet, to));
        migration.move(MOVED);
        return migration.keys() + " keys";
    }
}

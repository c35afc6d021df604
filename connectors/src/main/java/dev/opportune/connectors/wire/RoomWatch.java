package dev.opportune.connectors.wire;

import org.jspecify.annotations.Nullable;

/// Tells one listener, once, when room leaves zero. Confined to its lane.
public final class RoomWatch {

    private final LaneLoop lane;
    private @Nullable Runnable listener;
    private boolean wasFull = true;

    public RoomWatch(LaneLoop lane) {
        this.lane = lane;
    }

    public void set(Runnable newListener) {
        listener = newListener;
    }

    /// Takes note of the room there is now. A listener may fill it again before this returns.
    public void changed(int room) {
        boolean opened = wasFull && room > 0;
        wasFull = room <= 0;
        Runnable told = listener;
        if (opened && told != null) {
            listener = null;
            lane.run(told);
        }
    }
}

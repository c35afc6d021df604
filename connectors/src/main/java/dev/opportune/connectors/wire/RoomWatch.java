package dev.opportune.connectors.wire;

import org.jspecify.annotations.Nullable;

/// Tells one listener, once, when room for device tokens of some standing leaves zero. Confined to its lane.
public final class RoomWatch {

    private final LaneLoop lane;
    private @Nullable Runnable listener;
    private boolean wasFullForProven = true;
    private boolean wasFullForUnproven = true;

    public RoomWatch(LaneLoop lane) {
        this.lane = lane;
    }

    public void set(Runnable newListener) {
        listener = newListener;
    }

    /// Takes note of the room there is now. A listener may fill it again before this returns.
    public void changed(int forProven, int forUnproven) {
        boolean opened = (wasFullForProven && forProven > 0) || (wasFullForUnproven && forUnproven > 0);
        wasFullForProven = forProven <= 0;
        wasFullForUnproven = forUnproven <= 0;
        Runnable told = listener;
        if (opened && told != null) {
            listener = null;
            lane.run(told);
        }
    }
}

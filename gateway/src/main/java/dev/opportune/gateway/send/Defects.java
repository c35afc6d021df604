package dev.opportune.gateway.send;

import java.util.LinkedHashMap;
import java.util.Map;

/// How often sends could not be taken up for a defect of ours, so that none goes round for ever. Confined to the lane.
final class Defects {

    /// As often a send is tried: then it ends as failed.
    static final int MOST = 5;

    /// Sends that are remembered; the one that was met longest ago is forgotten.
    private static final int REMEMBERED = 1_000;

    /// After one that may pass.
    static final long PAUSE_MS = 1_000;

    /// In receipts and events.
    static final String REASON = "defect";

    private final Map<String, Integer> met = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /// Whether that was once too often.
    boolean met(String sendId) {
        boolean enough = met.merge(sendId, 1, Integer::sum) >= MOST;
        if (enough) met.remove(sendId);
        return enough;
    }
}

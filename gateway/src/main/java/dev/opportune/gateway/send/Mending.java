package dev.opportune.gateway.send;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sends that this lane handed back since their app's settings are of no use: they wait in Redis for as long as
/// providers ask when such is wrong, and are brought forward as soon as it is mended. Confined to the lane.
final class Mending {

    /// Sends of one app that are remembered; the oldest is forgotten at the bound, and waits its time out.
    static final int MOST = 10_000;

    private final Map<String, LinkedHashMap<String, String>> byApp = new LinkedHashMap<>();

    /// One of them.
    record Waiting(String sendId, String user) {}

    void waits(String app, Outgoing send) {
        waits(app, send.sendId, send.user);
    }

    void waits(String app, String sendId, String user) {
        var sends = byApp.computeIfAbsent(app, _ -> new LinkedHashMap<>());
        sends.putLast(sendId, user);
        if (sends.size() > MOST) sends.pollFirstEntry();
    }

    /// Takes the oldest of an app, and forgets them.
    List<Waiting> take(String app, int most) {
        var sends = byApp.get(app);
        var taken = new ArrayList<Waiting>();
        while (sends != null && !sends.isEmpty() && taken.size() < most) {
            var oldest = sends.pollFirstEntry();
            taken.add(new Waiting(oldest.getKey(), oldest.getValue()));
        }
        return taken;
    }
}

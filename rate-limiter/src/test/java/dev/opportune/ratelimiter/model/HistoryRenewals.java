package dev.opportune.ratelimiter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.send.Renew;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/// A lane of a [History] renews what it holds, and what it believes to hold.
final class HistoryRenewals {

    private final HistoryScene scene;
    private final StoredState stored;

    HistoryRenewals(HistoryScene scene, StoredState stored) {
        this.scene = scene;
        this.stored = stored;
    }

    void renew() throws Exception {
        var lane = scene.someLane();
        var kept = new ArrayList<Renew.Held>();
        var lost = new ArrayList<Renew.Held>();
        var renewed = new ArrayList<ModelSend>();
        var asked = new ArrayList<Renew.Held>();
        for (var send : scene.sends) {
            if (scene.random.nextBoolean()) continue;
            var lease = new Renew.Held(send.id, send.fence - (scene.random.nextInt(8) == 0 ? 1 : 0));
            boolean isOurs = send.state == ModelSend.State.DISPATCHING
                    && send.owner.equals(scene.nameOf(lane))
                    && lease.fence() == send.fence;
            asked.add(lease);
            (isOurs ? kept : lost).add(lease);
            if (isOurs) renewed.add(send);
            scene.occurs(isOurs ? "renewed" : "not renewed when " + send.state);
        }
        scene.tell(scene.nameOf(lane) + " renews " + kept + " and not " + lost);
        for (int times = scene.random.nextInt(1, 3); times > 0; times--) {
            for (var call : calls(lane, asked)) {
                assertThat(kept).containsAll(call.kept());
                assertThat(lost).containsAll(call.lost());
            }
        }
        var ends = scene.clock.now().plus(HistoryScene.LEASE);
        scene.clock.remember(ends);
        for (var send : renewed) {
            send.lookAt = ends;
            stored.check(send);
        }
    }

    private List<Renew.Reply> calls(SendStore lane, List<Renew.Held> asked) throws Exception {
        var groups = Renew.groups(asked, lane.partitions());
        return scene.redis.onLane(
                () -> Future.all(groups.stream().map(lane::renew).toList()).map(done -> done.<Renew.Reply>list()));
    }
}

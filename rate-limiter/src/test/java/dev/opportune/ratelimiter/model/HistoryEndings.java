package dev.opportune.ratelimiter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Ending;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the sends of a [History] end, or are handed back, and what providers say of their devices.
final class HistoryEndings {

    private static final List<String> OUTCOMES =
            List.of("accepted", "unregistered", "rejected", "rejected", "throttled", "not_sent", "unconfirmed", "");
    private static final List<String> RETRIED =
            List.of("throttled", "not_sent", "rejected", "accepted", "unregistered", "");

    private final HistoryScene scene;
    private final RedisFixture redis;
    private final DecisionModel model;
    private final HistoryClock clock;
    private final StoredState stored;

    HistoryEndings(HistoryScene scene, StoredState stored) {
        this.scene = scene;
        this.redis = scene.redis;
        this.model = scene.model;
        this.clock = scene.clock;
        this.stored = stored;
    }

    void settleSome() throws Exception {
        var send = scene.someLeased();
        if (send != null) settle(send);
    }

    void settle(ModelSend send) throws Exception {
        long fence = send.fence - (scene.random.nextInt(8) == 0 ? 1 : 0);
        var lane = scene.random.nextInt(8) == 0 ? scene.someLane() : scene.ownerOf(send);
        boolean isOwner = fence == send.fence && lane == scene.ownerOf(send);
        var outcomes = attempted(send, OUTCOMES);
        var news = news(send, outcomes);
        scene.tell("settle " + send.id + " " + outcomes + said(news) + (isOwner ? "" : " (not its owner)"));
        if (isOwner) {
            model.hear(send.user, news);
            send.deliveries.clear();
            send.deliveries.addAll(outcomes);
        }
        var settlement = new Ending.Settlement(
                fence,
                SendState.of(send.terminalState()).orElseThrow(),
                "",
                StoredState.deliveries(outcomes, clock.millis()),
                news);
        for (int times = scene.random.nextInt(1, 3); times > 0; times--) {
            assertThat(redis.onLane(() -> lane.settle(send.id, send.user, settlement)))
                    .isEqualTo(isOwner);
        }
        if (isOwner) model.end(send, send.terminalState(), "");
        scene.occurs(isOwner ? "settled " + send.endState : "settle stale");
        stored.check(send);
    }

    void park() throws Exception {
        var send = scene.someLeased();
        if (send == null) return;
        var until = clock.now().plusMillis(scene.random.nextInt(60_000));
        var outcomes = attempted(send, RETRIED);
        var news = news(send, outcomes);
        scene.tell("park " + send.id + " until " + until + " " + outcomes + said(news));
        for (int times = scene.random.nextInt(1, 3); times > 0; times--) {
            var done = redis.onLane(() -> scene.ownerOf(send)
                    .park(
                            send.id,
                            send.user,
                            send.fence,
                            until.toEpochMilli(),
                            StoredState.deliveries(outcomes, clock.millis()),
                            news));
            assertThat(done).isTrue();
        }
        model.hear(send.user, news);
        send.deliveries.clear();
        send.deliveries.addAll(outcomes);
        model.park(send, until);
        send.lanesLost = 0;
        clock.remember(until);
    }

    /// As often one that has not ended as any.
    private @Nullable ModelSend someSend() {
        var live = scene.sends.stream()
                .filter(send -> send.state != ModelSend.State.ENDED)
                .toList();
        var some = live.isEmpty() || scene.random.nextBoolean() ? scene.sends : live;
        return some.isEmpty() ? null : scene.policies.any(some);
    }

    void cancel() throws Exception {
        var send = someSend();
        if (send == null) return;
        boolean disown = scene.random.nextInt(4) == 0;
        var lane = scene.someLane();
        boolean mayEnd = send.state != ModelSend.State.DISPATCHING || (disown && lane == scene.ownerOf(send));
        scene.tell((disown ? " disown " : " cancel ") + send.id);
        var expected = Ending.Cancelled.TOO_LATE;
        if (send.state == ModelSend.State.ENDED) {
            expected = Ending.Cancelled.ENDED;
        } else if (mayEnd) {
            expected = Ending.Cancelled.CANCELLED;
            model.end(send, send.stateOr("cancelled"), "");
        }
        var reply = redis.onLane(() -> disown ? lane.disown(send.id, send.user) : lane.cancel(send.id, send.user));
        scene.occurs("cancel " + expected);
        assertThat(reply).isEqualTo(expected);
        stored.check(send);
    }

    /// All that waits of a caller's campaign, as the gateway does it: each by itself.
    void cancelCampaign() throws Exception {
        var caller = "caller-" + scene.random.nextInt(2);
        var campaign = "campaign-" + (1 + scene.random.nextInt(2));
        var lane = scene.someLane();
        var expected = waiting(caller, campaign);
        var listed = checkListed(caller, campaign);
        scene.tell("cancel " + campaign + " of " + caller + ": " + listed);
        for (var send : expected) {
            scene.occurs("cancel of a campaign " + send.state);
            assertThat(redis.onLane(() -> lane.cancel(send.id, send.user))).isEqualTo(Ending.Cancelled.CANCELLED);
            model.end(send, send.stateOr("cancelled"), "");
            stored.check(send);
        }
        assertThat(listed(caller, campaign)).isEmpty();
    }

    /// Each campaign lists what waits of it, and nothing else.
    void checkCampaigns() throws Exception {
        for (var caller : List.of("caller-0", "caller-1")) {
            for (var campaign : List.of("campaign-1", "campaign-2")) checkListed(caller, campaign);
        }
    }

    private List<String> checkListed(String caller, String campaign) throws Exception {
        var listed = listed(caller, campaign);
        assertThat(listed)
                .as("what waits of %s of %s", campaign, caller)
                .containsExactlyElementsOf(waiting(caller, campaign).stream()
                        .map(send -> send.id)
                        .sorted()
                        .toList());
        return listed;
    }

    private List<ModelSend> waiting(String caller, String campaign) {
        return scene.sends.stream()
                .filter(send -> send.isParked() && send.caller.equals(caller) && campaign.equals(send.campaign()))
                .toList();
    }

    /// In pages of two.
    private List<String> listed(String caller, String campaign) throws Exception {
        var lane = scene.someLane();
        var listed = new ArrayList<String>();
        for (boolean more = true; more; ) {
            var last = listed.isEmpty() ? null : listed.getLast();
            var page = redis.onLane(() -> lane.ofCampaign(scene.partition, caller, campaign, last, 2));
            listed.addAll(page);
            more = page.size() == 2;
        }
        return listed;
    }

    private List<ModelSend.Device> attempted(ModelSend send, List<String> outcomes) {
        return send.deliveries.stream()
                .map(d -> ModelSend.FINAL.contains(d.outcome()) ? d : d.with(scene.policies.any(outcomes), ""))
                .toList();
    }

    /// What the providers say of the devices that were asked now; true of them since a while ago, or only now.
    private List<DeviceNews> news(ModelSend send, List<ModelSend.Device> outcomes) {
        var news = new ArrayList<DeviceNews>();
        for (int i = 0; i < outcomes.size(); i++) {
            var d = outcomes.get(i);
            var kind = ModelSend.FINAL.contains(send.deliveries.get(i).outcome()) ? null : kindOf(d.outcome());
            if (kind == null) continue;
            long since = clock.millis() - (scene.random.nextBoolean() ? 0 : scene.random.nextInt(7_200_000));
            news.add(new DeviceNews(d.app(), d.deviceToken(), kind, "why-" + i, since, settingsOf(kind)));
            scene.occurs(kind + (d.id().isEmpty() ? " inline" : ""));
        }
        return news;
    }

    private DeviceNews.@Nullable Kind kindOf(String outcome) {
        return switch (outcome) {
            case "unregistered" -> DeviceNews.Kind.INVALIDATED;
            case "rejected" -> scene.random.nextInt(4) > 0 ? DeviceNews.Kind.QUARANTINED : null;
            case "accepted" -> DeviceNews.Kind.PROVEN;
            default -> null;
        };
    }

    /// By the present settings, by others, or whatever they are.
    private String settingsOf(DeviceNews.Kind kind) {
        if (kind != DeviceNews.Kind.QUARANTINED) return "";
        return scene.policies.any(List.of("", model.settings, model.settings, "mark-2"));
    }

    private static String said(List<DeviceNews> news) {
        return news.isEmpty()
                ? ""
                : " "
                        + news.stream()
                                .map(n -> n + " since " + n.sinceMillis() + " by '" + n.settings() + "'")
                                .toList();
    }
}

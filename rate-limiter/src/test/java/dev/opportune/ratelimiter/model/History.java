package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One generated history: some users of one partition, and what happens to them and their sends, each step done in
/// Redis and in the model, and compared. Runs on a thread of its own.
final class History {

    private final HistoryScene scene;
    private final DecisionModel model;
    private final StoredState stored;
    private final ModelPeople people;
    private final HistoryEndings endings;
    private final HistoryAdmissions admissions;
    private final HistoryReleases releases;
    private final HistoryRenewals renewals;
    private @Nullable Policy formerPolicy;

    History(RedisFixture redis, long seed, int partition) {
        this.scene = new HistoryScene(redis, seed, partition);
        this.model = scene.model;
        this.stored = new StoredState(scene);
        this.people = new ModelPeople(scene, stored, seed + "-device-token-");
        this.endings = new HistoryEndings(scene, stored);
        this.admissions = new HistoryAdmissions(scene, stored, people);
        this.releases = new HistoryReleases(scene, stored, admissions);
        this.renewals = new HistoryRenewals(scene, stored);
    }

    /// What happened, for the message of a failure.
    String told() {
        return scene.told();
    }

    /// What occurred, and how often.
    Map<String, Integer> occurred() {
        return scene.occurred;
    }

    void run(int steps) throws Exception {
        scene.tell(model.policy);
        for (var user : scene.users) {
            if (scene.random.nextInt(8) > 0) people.appear(user);
        }
        for (int i = 0; i < steps; i++) step();
        for (var send : scene.sends) stored.check(send);
        for (var user : scene.users) stored.check(user);
    }

    private void step() throws Exception {
        if (scene.random.nextInt(4) == 0) endings.checkCampaigns();
        if (scene.random.nextInt(4) == 0) otherVersion();
        int chance = scene.random.nextInt(100);
        if (chance < 44) admit();
        else if (chance < 64) moveClock();
        else if (chance < 74) releases.release();
        else if (chance < 80) endings.settleSome();
        else if (chance < 83) endings.park();
        else if (chance < 85) endings.cancel();
        else if (chance < 86) endings.cancelCampaign();
        else if (chance < 89) renewals.renew();
        else if (chance < 95) changeUser();
        else if (chance < 97) changeSettings();
        else changePolicy();
    }

    private void admit() throws Exception {
        var send = admissions.admit();
        boolean leased = send != null && send.state == ModelSend.State.DISPATCHING;
        if (leased && scene.random.nextBoolean()) endings.settle(send);
    }

    private void moveClock() throws Exception {
        var before = scene.clock.now();
        scene.clock.move();
        if (!before.equals(scene.clock.now())) scene.tell("is now");
        if (scene.random.nextInt(4) > 0) releases.release();
    }

    /// What waits is looked at at once when the user's times change.
    private void changeUser() throws Exception {
        var user = scene.policies.any(scene.users);
        var before = times(user);
        people.change(user);
        if (times(user).equals(before)) return;
        for (var send : scene.sendsOf(user)) {
            boolean waits = send.state == ModelSend.State.WAITING;
            if (!waits || !send.lookAt.isAfter(scene.clock.now())) continue;
            send.lookAt = scene.clock.now();
            scene.occurs("hastened");
        }
        if (scene.random.nextInt(4) > 0) releases.release();
    }

    private List<Optional<Object>> times(String user) {
        return model.users.getOrDefault(user, new ModelUser()).times();
    }

    /// The app has another environment, say, or again the one before.
    private void changeSettings() {
        var former = model.settings;
        model.settings = "mark-" + scene.random.nextInt(1, 4);
        scene.tell("by settings " + model.settings);
        for (var user : model.users.values()) {
            for (var d : user.devices) {
                if (d.isQuarantined(former) && !d.isQuarantined(model.settings)) scene.occurs("quarantine over");
            }
        }
    }

    private void changePolicy() {
        var former = model.policy;
        formerPolicy = former;
        switch (scene.random.nextInt(5)) {
            case 0 -> {
                model.policy = scene.policies.next();
                scene.occurs("another policy");
            }
            case 1, 2 -> {
                model.policy = scene.policies.otherWindows(former);
                scene.occurs("other windows");
            }
            default -> {
                model.policy = scene.policies.otherLimits(former);
                scene.occurs("other limits");
            }
        }
        scene.tell(model.policy);
    }

    /// During a rolling change gateways with the former policy and with the new one take turns.
    private void otherVersion() {
        if (formerPolicy == null) return;
        var other = formerPolicy;
        formerPolicy = model.policy;
        model.policy = other;
        scene.occurs("the other version");
        scene.tell("by policy " + other.version());
    }
}

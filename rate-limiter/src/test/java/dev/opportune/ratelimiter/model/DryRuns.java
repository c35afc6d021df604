package dev.opportune.ratelimiter.model;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Explain;
import dev.opportune.ratelimiter.send.SendStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The dry runs of a [History]: each gate's word is what the model says, what would change it does, nothing is changed,
/// and the send that follows is decided alike.
///
/// @param occurs hears what occurred
record DryRuns(
        RedisFixture redis,
        DecisionModel model,
        HistoryClock clock,
        int partition,
        SplittableRandom random,
        Consumer<String> occurs) {

    /// All that can change the answer of a gate.
    static final List<String> CHANGES = List.of(
            "other_key",
            "enable_category",
            "later_deadline",
            "wait",
            "register",
            "grant",
            "device",
            "attribute",
            "other_quiet_hours",
            "higher_limit");

    /// As many as a dry run tells.
    private static final int MOST_RELEASES = 8;

    /// A time zone's row goes back at least so far.
    private static final Duration ROW_REACHES_BACK = Duration.ofDays(28);

    Explain.Reply run(SendStore lane, ModelSend send, Admit.@Nullable Idempotency key) throws Exception {
        if (random.nextInt(8) > 0) return redis.onLane(() -> lane.explain(send.request(key), model.policy));
        var before = state();
        var reply = redis.onLane(() -> lane.explain(send.request(key), model.policy));
        assertThat(state()).as("what Redis has after a dry run").isEqualTo(before);
        return reply;
    }

    /// All of the partition, but the rows of time zones, which are written when a script asks for them, and the index
    /// of device tokens, where those of other histories are.
    private Map<String, String> state() throws Exception {
        var zonesKey = redis.lane.keys().zones(partition);
        var zones = new String(zonesKey, UTF_8);
        var pattern = zones.substring(0, zones.lastIndexOf('}') + 1) + ":*";
        var state = new TreeMap<String, String>();
        for (var key : redis.onLane(() -> call(redis.lane, zonesKey, c -> c.keys(pattern)))) {
            var name = new String(key, UTF_8);
            if (name.equals(zones) || name.contains("}:d:")) continue;
            state.put(name, HexFormat.of().formatHex(redis.onLane(() -> call(redis.lane, key, c -> c.dump(key)))));
        }
        return state;
    }

    /// @param told by the dry run
    /// @param sent what came of the send, at the same instant
    void check(Explain.Reply told, ModelSend send, Admit.Reply sent) {
        switch (sent) {
            case Admit.Reply.Mismatch _ -> assertThat(told).isEqualTo(new Explain.Reply.Mismatch());
            case Admit.Reply.NoRoom _ -> throw new AssertionError("the lane has room");
            case Admit.Reply.Decided decided -> {
                assertThat(told).isInstanceOf(Explain.Reply.Told.class);
                var explained = (Explain.Reply.Told) told;
                assertThat(explained.decision()).as("dry run").isEqualTo(decided.decision());
                checkGates(explained.gates(), send, decided);
                checkReleases(explained, send, decided.replayed());
            }
        }
    }

    private void checkGates(List<GateResult> gates, ModelSend send, Admit.Reply.Decided decided) {
        var idempotency = gates.getFirst();
        assertThat(idempotency.gate()).isEqualTo("idempotency");
        assertThat(idempotency.pass()).isEqualTo(!decided.replayed());
        if (decided.replayed()) {
            assertThat(idempotency.details()).containsEntry("send_id", decided.sendId());
            var _ = checkChange(idempotency, "other_key");
        }
        checkGates(gates.subList(1, gates.size()), send, clock.now());
    }

    /// What waits is followed through each release to its end, as far as is known now.
    private void checkReleases(Explain.Reply.Told told, ModelSend send, boolean replayed) {
        var decision = told.decision();
        int followed = 0;
        while (!replayed && followed < MOST_RELEASES && decision instanceof Deferred deferred) {
            var at = deferred.releaseAt();
            decision = model.decide(send, at).decision();
            assertThat(told.releases()).hasSizeGreaterThan(followed);
            var release = told.releases().get(followed++);
            assertThat(release.at()).isEqualTo(at);
            assertThat(release.decision()).as("at its release").isEqualTo(decision);
            checkGates(release.gates(), send, at);
            occurs.accept("dry run releases as " + decision.getClass().getSimpleName());
        }
        assertThat(told.releases()).as("releases").hasSize(followed);
    }

    private void checkGates(List<GateResult> gates, ModelSend send, Instant at) {
        var failed = model.decide(send, at).gates();
        assertThat(gates.stream().map(GateResult::gate)).containsExactlyElementsOf(failed.keySet());
        var expected = new ModelExplanation(model, send, at);
        for (var gate : gates) {
            var verdict = failed.get(gate.gate());
            assertThat(gate.pass()).as("whether %s passes", gate.gate()).isEqualTo(verdict == null);
            checkDetails(gate, expected.of(gate.gate()));
            if (verdict == null) assertThat(gate.details()).doesNotContainKeys("would_pass", "release_at");
            else checkWayOut(gate, verdict, send, at);
        }
    }

    private void checkDetails(GateResult gate, Map<String, Object> expected) {
        var told = new LinkedHashMap<>(gate.details());
        for (var other : List.of("would_pass", "release_at", "said_at", "source")) told.remove(other);
        var begins = (Instant) expected.getOrDefault("from", expected.get("deadline"));
        if (begins != null && begins.isBefore(clock.now().minus(ROW_REACHES_BACK))) {
            for (var old : List.of("from", "deadline")) {
                told.remove(old);
                expected.remove(old);
            }
        }
        assertThat(told).as(gate.gate()).isEqualTo(expected);
    }

    private void checkWayOut(GateResult gate, Decision verdict, ModelSend send, Instant now) {
        switch (verdict) {
            case Decision.Admitted _ -> throw new AssertionError("a gate that admits has no verdict");
            case Deferred deferred -> {
                assertThat(gate.details()).containsEntry("release_at", deferred.releaseAt());
                checkWait(gate, send, now, checkChange(gate, "wait"));
            }
            case Suppressed(var reason, var hit, var _) -> {
                assertThat(gate.details()).doesNotContainKey("release_at");
                boolean never = !gate.details().containsKey("ends_at");
                var change = switch (reason) {
                    case CATEGORY_DISABLED -> "enable_category";
                    case EXPIRED, WOULD_EXPIRE_OUTSIDE_HOURS -> "later_deadline";
                    case UNKNOWN_USER -> "register";
                    case MUTED -> "wait";
                    case OPTED_OUT, NOT_OPTED_IN -> "grant";
                    case NO_DEVICES -> "device";
                    case QUIET_HOURS -> never ? "other_quiet_hours" : "wait";
                    case WOULD_EXPIRE_IN_QUIET_HOURS -> never ? "other_quiet_hours" : "later_deadline";
                    case TEMPLATE_INCOMPLETE -> "attribute";
                    case HELD_OUT -> "stop_experiment";
                    case UNKNOWN_TEMPLATE, OTHER_ARM -> throw new AssertionError("no gate says so");
                    case FREQUENCY_CAP -> hit.nextAt() == null ? "higher_limit" : "wait";
                };
                var at = checkChange(gate, change);
                if (change.equals("wait")) checkWait(gate, send, now, at);
                if (change.equals("later_deadline")) checkLaterDeadline(gate, send, now, at);
                if (change.equals("grant")) checkGrant(gate, send);
            }
        }
    }

    private @Nullable Instant checkChange(GateResult gate, String change) {
        var wayOut = (Map<?, ?>) gate.details().get("would_pass");
        assertThat(wayOut.get("change")).as("what would change %s", gate).isEqualTo(change);
        assertThat((String) wayOut.get("if")).isNotBlank();
        occurs.accept("dry run " + change);
        return (Instant) wayOut.get("at");
    }

    /// The gate passes from then on, and not before.
    private void checkWait(GateResult gate, ModelSend send, Instant now, @Nullable Instant at) {
        assertThat(at).as("when %s", gate).isAfter(now);
        var passes = new ArrayList<Boolean>();
        for (var when : List.of(at.minusMillis(1), at)) {
            passes.add(model.decide(send, when).gates().get(gate.gate()) == null);
        }
        assertThat(passes)
                .as("whether it passes just before and then: %s", gate)
                .containsExactly(false, true);
    }

    /// A grant of all that is promotional would do, too, unless a word for the category speaks against it.
    private void checkGrant(GateResult gate, ModelSend send) {
        var category = model.policy.categories().get(send.category);
        var user = model.users.get(send.user);
        boolean isPromotional = category.sendClass() == SendClass.PROMOTIONAL;
        boolean isOwn = user != null && "category".equals(user.preferences.saidOf(category.name(), isPromotional));
        var also = isPromotional && !isOwn ? ", or all that is promotional" : "";
        assertThat(((Map<?, ?>) gate.details().get("would_pass")).get("if"))
                .isEqualTo("the user grants " + category.name() + also);
    }

    private void checkLaterDeadline(GateResult gate, ModelSend send, Instant now, @Nullable Instant at) {
        if (at == null) return;
        if (DecisionModel.isNowOrNever(send, model.policy.categories().get(send.category))) {
            assertThat(at).isAfterOrEqualTo(now);
            occurs.accept("dry run now or never");
            return;
        }
        var deadline = model.decide(send, now).deadline();
        assertThat(at).as("the deadline must be after it: %s", gate).isAfterOrEqualTo(deadline);
    }
}

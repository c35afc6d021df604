package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.ConsentRule;
import dev.opportune.ratelimiter.Policy.OnCap;
import dev.opportune.ratelimiter.Policy.OnQuietHours;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.fixture.WallTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of a decision a second time, in plain lists and `java.time`: what the scripts are held to. Shares nothing
/// with them.
final class DecisionModel {

    /// How long a lane has for what goes now or never.
    static final Duration NOW_LASTS = Duration.ofSeconds(5);

    Policy policy;
    /// The mark of the settings that the one app has.
    String settings = "mark-1";

    final Map<String, ModelUser> users = new HashMap<>();
    final ModelCounts counts = new ModelCounts();

    DecisionModel(Policy policy) {
        this.policy = policy;
    }

    /// What was decided.
    ///
    /// @param gates each gate, and what it says when the send fails it, else null
    record Verdict(Decision decision, Instant deadline, Map<String, @Nullable Decision> gates) {}

    /// Decides a send of a category that the policy has.
    Verdict decide(ModelSend send, Instant now) {
        var category = policy.categories().get(send.category);
        var user = users.get(send.user);
        var wall = wall(user);
        var from = from(send.moment, wall);
        var deadline = deadline(send, from, category, wall);
        // Whoever goes now or never does not wait, however soon it could.
        var latest = isNowOrNever(send, category) ? Instant.MIN : deadline;

        var gates = new LinkedHashMap<String, @Nullable Decision>();
        gates.put("category", category.enabled() ? null : suppressed(SuppressReason.CATEGORY_DISABLED));
        gates.put("moment", momentGate(category, wall, from, deadline, latest, now));
        gates.put("user", userGate(send, category, user, now));
        gates.put("consent", consentGate(category, user));
        gates.put("devices", devices(send).isEmpty() ? suppressed(SuppressReason.NO_DEVICES) : null);
        gates.put("quiet_hours", quietHoursGate(category, user, wall, deadline, latest, now));
        if (send.template() != null) gates.put("template", templateGate(send.template(), user));
        gates.put("caps", send.heldCaps.isEmpty() ? capsGate(send, category, user, wall, deadline, latest, now) : null);
        for (var failed : gates.values()) {
            if (failed != null) return new Verdict(failed, deadline, gates);
        }
        return new Verdict(new Decision.Admitted(devices(send).size(), deadline), deadline, gates);
    }

    private static Decision suppressed(SuppressReason reason) {
        return new Suppressed(reason, null);
    }

    /// The zone in which the user's day is told.
    ZoneId zone(String user) {
        return wall(users.get(user)).zone();
    }

    WallTime wall(@Nullable ModelUser user) {
        if (user != null && user.profile.timezone() != null) return new WallTime(user.profile.timezone());
        if (user != null && user.deviceZone != null) return new WallTime(user.deviceZone);
        return new WallTime(policy.defaults().timezone());
    }

    static @Nullable Instant from(Moment moment, WallTime wall) {
        return switch (moment) {
            case Moment.Absolute m -> m.from();
            case Moment.Local m -> m.from() == null ? null : wall.begins(m.from());
        };
    }

    private static Instant deadline(ModelSend send, @Nullable Instant from, Category category, WallTime wall) {
        var until = switch (send.moment) {
            case Moment.Absolute m -> m.until();
            case Moment.Local m -> m.until() == null ? null : wall.ends(m.from(), m.until());
        };
        if (until != null) return until;
        var ttl = switch (send.moment) {
            case Moment.Absolute m -> m.ttl();
            case Moment.Local m -> m.ttl();
        };
        var length = ttl == null ? category.ttl() : ttl;
        return (from == null ? send.acceptedAt : from).plus(length.isZero() ? NOW_LASTS : length);
    }

    static boolean isNowOrNever(ModelSend send, Category category) {
        var moment = send.moment;
        if (moment.from() != null || moment.until() != null) return false;
        return (moment.ttl() == null ? category.ttl() : moment.ttl()).equals(Duration.ZERO);
    }

    private static @Nullable Decision momentGate(
            Category category, WallTime wall, @Nullable Instant from, Instant deadline, Instant latest, Instant now) {
        if (!deadline.isAfter(now)) return suppressed(SuppressReason.EXPIRED);
        var begins = from == null || from.isBefore(now) ? now : from;
        if (category.hours() != null) begins = wall.firstInside(category.hours(), begins);
        if (begins.equals(now)) return null;
        if (!begins.isBefore(latest)) return suppressed(SuppressReason.WOULD_EXPIRE_OUTSIDE_HOURS);
        return new Deferred(DeferReason.SCHEDULED, begins, deadline, null);
    }

    private static @Nullable Decision userGate(
            ModelSend send, Category category, @Nullable ModelUser user, Instant now) {
        if (user == null) return send.inline.isEmpty() ? suppressed(SuppressReason.UNKNOWN_USER) : null;
        boolean muted =
                user.profile.mutedUntil() != null && user.profile.mutedUntil().isAfter(now);
        return muted && category.sendClass() != SendClass.CRITICAL ? suppressed(SuppressReason.MUTED) : null;
    }

    private static @Nullable Decision consentGate(Category category, @Nullable ModelUser user) {
        if (category.consent() == ConsentRule.NONE) return null;
        var choice = user == null
                ? null
                : user.preferences.choice(category.name(), category.sendClass() == SendClass.PROMOTIONAL);
        if (choice != null) return choice ? null : suppressed(SuppressReason.OPTED_OUT);
        return category.consent() == ConsentRule.OPT_IN ? suppressed(SuppressReason.NOT_OPTED_IN) : null;
    }

    /// Those of the request, else the user's that may show anything.
    List<ModelSend.Device> devices(ModelSend send) {
        var devices = new ArrayList<ModelSend.Device>();
        var user = users.get(send.user);
        for (var d : send.inline) {
            boolean proven = user != null && user.isProven(d.app(), d.deviceToken());
            devices.add(new ModelSend.Device("", d.app(), d.deviceToken(), "", "", proven));
        }
        if (!devices.isEmpty() || user == null) return devices;
        for (var d : user.devices) {
            if (d.mayShow(settings)) {
                devices.add(new ModelSend.Device(d.id(), d.app(), d.deviceToken(), "", "", d.proven()));
            }
        }
        return devices;
    }

    @Nullable
    LocalWindow quietHours(Category category, @Nullable ModelUser user) {
        if (category.quietHours() == OnQuietHours.IGNORE) return null;
        if (user == null || user.profile.quietHours() == null) {
            return policy.defaults().quietHours();
        }
        return switch (user.profile.quietHours()) {
            case User.QuietHours.None _ -> null;
            case User.QuietHours.Daily(var window) -> window;
        };
    }

    private @Nullable Decision quietHoursGate(
            Category category, @Nullable ModelUser user, WallTime wall, Instant deadline, Instant latest, Instant now) {
        var quiet = quietHours(category, user);
        if (quiet == null || !wall.inside(quiet, now)) return null;
        if (category.quietHours() == OnQuietHours.DROP) return suppressed(SuppressReason.QUIET_HOURS);
        var ends = wall.firstOutside(quiet, now);
        if (ends == null || !ends.isBefore(latest)) return suppressed(SuppressReason.WOULD_EXPIRE_IN_QUIET_HOURS);
        return new Deferred(DeferReason.QUIET_HOURS, ends, deadline, null);
    }

    private static @Nullable Decision templateGate(ModelTemplate template, @Nullable ModelUser user) {
        var lacks = template.lacks(user == null ? null : user.profile.attributesJson());
        return lacks == null ? null : new Suppressed(SuppressReason.TEMPLATE_INCOMPLETE, null, lacks);
    }

    private @Nullable Decision capsGate(
            ModelSend send,
            Category category,
            @Nullable ModelUser user,
            WallTime wall,
            Instant deadline,
            Instant latest,
            Instant now) {
        CapHit worst = null;
        for (var cap : category.caps()) {
            var hit = capHit(send, category, cap, user, wall, now);
            if (hit == null) continue;
            if (worst == null || nextOrNever(hit).isAfter(nextOrNever(worst))) worst = hit;
        }
        if (worst == null) return null;
        if (category.onCap() == OnCap.DEFER && nextOrNever(worst).isBefore(latest)) {
            return new Deferred(DeferReason.FREQUENCY_CAP, worst.nextAt(), deadline, worst);
        }
        return new Suppressed(SuppressReason.FREQUENCY_CAP, worst);
    }

    private static Instant nextOrNever(CapHit hit) {
        return hit.nextAt() == null ? Instant.MAX : hit.nextAt();
    }

    @Nullable
    CapHit capHit(ModelSend send, Category category, Cap cap, @Nullable ModelUser user, WallTime wall, Instant now) {
        int limit = limit(cap, user);
        int reserved = reservedForOthers(cap, category);
        int used = counts.used(send.user, cap, wall, now);
        if (used < limit - reserved) return null;
        return new CapHit(
                cap.name(),
                limit,
                text(cap.window()),
                used,
                reserved,
                counts.nextAt(send.user, cap, wall, limit - reserved, now));
    }

    static int limit(Cap cap, @Nullable ModelUser user) {
        if (user == null) return cap.limit();
        return Math.min(cap.limit(), user.preferences.limits().getOrDefault(cap.name(), cap.limit()));
    }

    static int reservedForOthers(Cap cap, Category category) {
        var reserve = cap.reserve();
        if (reserve == null || reserve.categories().contains(category.name())) return 0;
        boolean isForIntent = category.intent() != null && reserve.intents().contains(category.intent());
        return isForIntent ? 0 : reserve.places();
    }

    static String text(Window window) {
        return switch (window) {
            case Window.Rolling(var length) -> length.toString();
            case Window.Calendar(var unit) -> unit == Window.Unit.DAY ? "day" : "week";
        };
    }

    /// The send is leased to a lane: it takes its places, unless it has them, and has the devices of its first lease.
    /// Gives the instant past which the lane may not hold it.
    Instant lease(ModelSend send, String owner, Instant leaseEnds, Instant now) {
        var category = policy.categories().get(send.category);
        if (send.heldCaps.isEmpty()) takePlaces(send, category, now);
        var present = devices(send);
        if (send.deliveries.isEmpty()) send.deliveries.addAll(present);
        send.deliveries.replaceAll(d -> {
            var there = present.stream().filter(d::sameTarget).findFirst();
            if (there.isPresent()) return d.proven(there.get().proven());
            if (ModelSend.FINAL.contains(d.outcome())) return d;
            return d.with(d.outcome().equals("unconfirmed") ? "unconfirmed" : "rejected", whyGone(send.user, d));
        });
        send.state = ModelSend.State.DISPATCHING;
        send.owner = owner;
        send.fence++;
        send.lookAt(leaseEnds);
        var user = users.get(send.user);
        var quiet = quietHours(category, user);
        var starts = quiet == null ? null : wall(user).firstInside(quiet, now);
        return starts == null ? Instant.MAX : starts;
    }

    private String whyGone(String user, ModelSend.Device device) {
        boolean quarantined = users.containsKey(user)
                && users.get(user).devices.stream()
                        .anyMatch(d -> d.isQuarantined(settings) && d.is(device.app(), device.deviceToken()));
        return quarantined ? "device_quarantined" : "device_removed";
    }

    private void takePlaces(ModelSend send, Category category, Instant now) {
        var caps = new ArrayList<>(category.caps());
        caps.addAll(category.countsToward());
        send.heldSecond = counts.count(send.user, caps, wall(users.get(send.user)), now);
        caps.forEach(cap -> send.heldCaps.add(cap.name()));
    }

    /// Providers said something of the user's devices.
    void hear(String user, List<DeviceNews> news) {
        var known = users.get(user);
        if (known != null) news.forEach(known::hear);
    }

    void park(ModelSend send, Instant until) {
        send.state = ModelSend.State.WAITING;
        send.owner = "";
        send.lookAt(until);
    }

    /// It is looked at: an expired lease is taken over, and nobody knows what its lane did.
    void wake(ModelSend send) {
        if (send.state == ModelSend.State.DISPATCHING) {
            send.takenOver = true;
            send.lanesLost++;
            send.deliveries.replaceAll(
                    d -> ModelSend.FINAL.contains(d.outcome()) ? d : d.with("unconfirmed", "taken_over"));
        }
        send.state = ModelSend.State.READY;
        send.owner = "";
    }

    void end(ModelSend send, String state, String reason) {
        send.state = ModelSend.State.ENDED;
        send.endState = state;
        send.endReason = reason;
        if (send.maybeSeen()) return;
        counts.giveBack(send.user, send.heldCaps, send.heldSecond);
    }

    /// The user is forgotten, and what no lane has ends. Gives what that was.
    List<ModelSend> erase(String user, List<ModelSend> sends) {
        users.remove(user);
        counts.forget(user);
        var ended = sends.stream()
                .filter(send -> send.user.equals(user) && send.isParked())
                .toList();
        for (var send : ended) end(send, send.stateOr("cancelled"), "erased");
        return ended;
    }
}

package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.ConsentRule;
import dev.opportune.ratelimiter.Policy.OnQuietHours;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.fixture.WallTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each gate looks at for one send, as the [DecisionModel] sees it: what a dry run must tell.
final class ModelExplanation {

    private final DecisionModel model;
    private final ModelSend send;
    private final Instant now;
    private final Policy.Category category;
    private final @Nullable ModelUser user;
    private final WallTime wall;

    ModelExplanation(DecisionModel model, ModelSend send, Instant now) {
        this.model = model;
        this.send = send;
        this.now = now;
        this.category = model.policy.categories().get(send.category);
        this.user = model.users.get(send.user);
        this.wall = model.wall(user);
    }

    /// The members of a gate, but what would change its answer.
    Map<String, Object> of(String gate) {
        var members = new LinkedHashMap<String, Object>();
        switch (gate) {
            case "category" -> {
                members.put("category", category.name());
                members.put("class", word(category.sendClass()));
                members.put("enabled", category.enabled());
            }
            case "moment" -> moment(members);
            case "user" -> {
                members.put("known", user != null);
                if (user != null
                        && user.profile.mutedUntil() != null
                        && user.profile.mutedUntil().isAfter(now)) {
                    members.put("muted_until", user.profile.mutedUntil());
                }
            }
            case "consent" -> consent(members);
            case "devices" -> devices(members);
            case "quiet_hours" -> quietHours(members);
            case "template" -> {
                var lacks = send.template().lacks(user == null ? null : user.profile.attributesJson());
                if (lacks != null) members.put("argument", lacks);
            }
            case "caps" -> caps(members);
            default -> throw new AssertionError("no gate " + gate);
        }
        return members;
    }

    private void moment(Map<String, Object> members) {
        var from = DecisionModel.from(send.moment, wall);
        boolean isLocal = send.moment instanceof Moment.Local;
        boolean saysEnd = switch (send.moment) {
            case Moment.Absolute m -> m.until() != null || m.ttl() != null;
            case Moment.Local m -> m.until() != null || m.ttl() != null;
        };
        if (from != null) members.put("from", from);
        members.put("deadline", model.decide(send, now).deadline());
        members.put("deadline_set_by", saysEnd ? "request" : "category");
        if (DecisionModel.isNowOrNever(send, category)) members.put("now_or_never", true);
        if (category.hours() != null) members.put("hours", category.hours().toString());
        if (category.hours() != null || isLocal) timezone(members);
    }

    private void timezone(Map<String, Object> members) {
        members.put("timezone", wall.zone().getId());
        if (user != null && user.profile.timezone() != null) members.put("timezone_set_by", "user");
        else members.put("timezone_set_by", user != null && user.deviceZone != null ? "device" : "policy");
    }

    private void consent(Map<String, Object> members) {
        members.put("rule", word(category.consent()));
        if (category.consent() == ConsentRule.NONE) return;
        boolean isPromotional = category.sendClass() == SendClass.PROMOTIONAL;
        var choice = user == null ? null : user.preferences.choice(category.name(), isPromotional);
        members.put("choice", choice == null ? "unsaid" : choice ? "granted" : "refused");
        if (choice != null) members.put("said_of", user.preferences.saidOf(category.name(), isPromotional));
    }

    private void devices(Map<String, Object> members) {
        members.put("count", (long) model.devices(send).size());
        members.put("named_by", send.inline.isEmpty() ? "user" : "request");
        if (!send.inline.isEmpty()) return;
        var all = user == null ? List.<ModelUser.Device>of() : user.devices;
        long denied =
                all.stream().filter(d -> d.permission() == Permission.DENIED).count();
        members.put("denied", denied);
        members.put("quarantined", all.size() - denied - model.devices(send).size());
    }

    private void quietHours(Map<String, Object> members) {
        members.put("rule", word(category.quietHours()));
        if (category.quietHours() == OnQuietHours.IGNORE) return;
        var quiet = model.quietHours(category, user);
        members.put("window", quiet == null ? "none" : quiet.toString());
        members.put("window_set_by", user != null && user.profile.quietHours() != null ? "user" : "policy");
        if (quiet != null) timezone(members);
        boolean inside = quiet != null && wall.inside(quiet, now);
        members.put("inside", inside);
        if (!inside) return;
        var ends = wall.firstOutside(quiet, now);
        if (ends != null) members.put("ends_at", ends);
    }

    private void caps(Map<String, Object> members) {
        members.put("rule", word(category.onCap()));
        var caps = new ArrayList<Map<String, Object>>();
        CapHit worst = null;
        for (var cap : category.caps()) {
            var hit = model.capHit(send, category, cap, user, wall, now);
            caps.add(cap(cap, true, hit));
            if (hit != null && (worst == null || nextOrNever(hit).isAfter(nextOrNever(worst)))) worst = hit;
        }
        for (var cap : category.countsToward()) caps.add(cap(cap, false, null));
        if (worst != null) {
            members.put("cap", worst.cap());
            members.put("limit", (long) worst.limit());
            members.put("window", worst.window());
            members.put("used", (long) worst.used());
            members.put("reserved", (long) worst.reserved());
            if (worst.nextAt() != null) members.put("next_at", worst.nextAt());
        }
        members.put("caps", caps);
    }

    private static Instant nextOrNever(CapHit hit) {
        return hit.nextAt() == null ? Instant.MAX : hit.nextAt();
    }

    private Map<String, Object> cap(Cap cap, boolean obeyed, @Nullable CapHit hit) {
        var members = new LinkedHashMap<String, Object>();
        int limit = DecisionModel.limit(cap, user);
        members.put("cap", cap.name());
        members.put("pass", hit == null);
        members.put("obeyed", obeyed);
        members.put("limit", (long) limit);
        members.put("limit_set_by", limit < cap.limit() ? "user" : "policy");
        members.put("window", DecisionModel.text(cap.window()));
        members.put("used", (long) model.counts.used(send.user, cap, wall, now));
        members.put("reserved", (long) DecisionModel.reservedForOthers(cap, category));
        if (hit != null && hit.nextAt() != null) members.put("next_at", hit.nextAt());
        return members;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

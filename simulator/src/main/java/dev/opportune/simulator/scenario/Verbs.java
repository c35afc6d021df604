package dev.opportune.simulator.scenario;

import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.DeviceShare;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.FcmForm;
import dev.opportune.simulator.behaviour.FcmScript;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.behaviour.ProjectRefusal;
import dev.opportune.simulator.behaviour.ProviderScript;
import dev.opportune.simulator.behaviour.Reason;
import dev.opportune.simulator.behaviour.ScriptedFault;
import dev.opportune.simulator.behaviour.TokenFault;
import dev.opportune.simulator.phones.Habits;
import dev.opportune.simulator.phones.Places;
import dev.opportune.simulator.record.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The verbs: each reads its fields, and does what the method of [Behaviour] does. Fields are judged when a verb is
/// read, so that what is done later cannot fail for what was written.
public final class Verbs {

    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Map<String, Reader> READERS = new TreeMap<>(Map.ofEntries(
            Map.entry("latency", Verbs::latency),
            Map.entry("refuse", Verbs::refuse),
            Map.entry("refuse_project", Verbs::refuseProject),
            Map.entry("accept", Verbs::accept),
            Map.entry("share", Verbs::share),
            Map.entry("streams", Verbs::streams),
            Map.entry("fail", Verbs::fail),
            Map.entry("freeze", Verbs::freeze),
            Map.entry("unfreeze", Verbs::unfreeze),
            Map.entry("goaway", Verbs::goAway),
            Map.entry("reset", Verbs::reset),
            Map.entry("idle_timeout", Verbs::idleTimeout),
            Map.entry("quota", Verbs::quota),
            Map.entry("fail_access_tokens", Verbs::failAccessTokens),
            Map.entry("access_token_lifetime", Verbs::accessTokenLifetime),
            Map.entry("phones", Verbs::phones),
            Map.entry("no_phones", fields -> Behaviour::noPhones),
            Map.entry("revoke_access_tokens", fields -> Behaviour::revokeAccessTokens),
            Map.entry("normal", fields -> Behaviour::normal)));

    @FunctionalInterface
    private interface Reader {
        Consumer<Behaviour> read(Fields fields) throws BadField;
    }

    private Verbs() {}

    /// Reads a verb: what it gives back does it.
    ///
    /// @throws BadField when there is no such verb, or a field is missing, unknown or not as it should be
    public static Consumer<Behaviour> read(String verb, Fields fields) throws BadField {
        Reader reader = READERS.get(verb);
        if (reader == null) throw new BadField(verb, "unknown (expected: one of " + READERS.keySet() + ")");
        try {
            Consumer<Behaviour> action = reader.read(fields);
            fields.requireNoOthers();
            return action;
        } catch (IllegalArgumentException e) {
            throw new BadField(e);
        }
    }

    public static boolean known(String verb) {
        return READERS.containsKey(verb);
    }

    /// Where they report, `ingest` and `api` (more than one with commas between), and what they do with pushes.
    private static Consumer<Behaviour> phones(Fields fields) throws BadField {
        var places = new Places(
                addresses(fields, "ingest"),
                Objects.requireNonNullElse(fields.textOrNull("ios_key"), ""),
                Objects.requireNonNullElse(fields.textOrNull("android_key"), ""),
                addresses(fields, "api"),
                Objects.requireNonNullElse(fields.textOrNull("api_key"), ""));
        var soon = Objects.requireNonNullElse(fields.durationOrNull("opens_p50"), Duration.ofSeconds(2));
        var late = Objects.requireNonNullElse(fields.durationOrNull("opens_p99"), soon.multipliedBy(5));
        var habits = new Habits(
                fields.number("received"),
                fields.number("opened"),
                soon,
                late,
                fields.number("clicked"),
                fields.number("dismissed"),
                fields.number("converted"),
                word(fields),
                new Habits.Purchase(
                        Objects.requireNonNullElse(fields.textOrNull("name"), "purchase"),
                        Objects.requireNonNullElse(fields.textOrNull("value"), "19.90"),
                        Objects.requireNonNullElse(fields.textOrNull("currency"), "EUR")));
        return behaviour -> behaviour.phones(habits, places);
    }

    /// `word` and `word_opened`, or neither.
    private static Habits.@Nullable Word word(Fields fields) throws BadField {
        var text = fields.textOrNull("word");
        return text == null ? null : new Habits.Word(text, fields.number("word_opened"));
    }

    private static List<URI> addresses(Fields fields, String name) throws BadField {
        var addresses = new ArrayList<URI>();
        for (String address : fields.text(name).split(",", -1)) addresses.add(URI.create(address.strip()));
        return addresses;
    }

    /// `provider` and `fixed`, or `provider`, `p50` and `p99`.
    private static Consumer<Behaviour> latency(Fields fields) throws BadField {
        Provider provider = provider(fields);
        Duration fixed = fields.durationOrNull("fixed");
        Duration p50 = fields.durationOrNull("p50");
        Duration p99 = fields.durationOrNull("p99");
        if (fixed != null && p50 == null && p99 == null) {
            Latency latency = Latency.fixed(fixed);
            return behaviour -> behaviour.latency(provider, latency);
        }
        if (fixed == null && p50 != null && p99 != null) {
            Latency latency = Latency.logNormal(p50, p99);
            return behaviour -> behaviour.latency(provider, latency);
        }
        throw new BadField("latency", "(expected: either fixed, or p50 and p99)");
    }

    /// `times` left out is forever.
    private static Consumer<Behaviour> refuse(Fields fields) throws BadField {
        String deviceToken = fields.text("device_token");
        var refusal = new DeviceRefusal(
                Reason.ofWireName(fields.text("reason")),
                fields.whole("times", 1, DeviceRefusal.FOREVER),
                fields.durationOrNull("retry_after"),
                fields.instantOrNull("since"),
                form(fields));
        return behaviour -> behaviour.refuse(deviceToken, refusal);
    }

    private static @Nullable FcmForm form(Fields fields) throws BadField {
        String form = fields.textOrNull("form");
        return form == null ? null : FcmForm.ofWireName(form);
    }

    /// `times` left out is forever.
    private static Consumer<Behaviour> refuseProject(Fields fields) throws BadField {
        ProjectRefusal refusal = ProjectRefusal.ofWireName(fields.text("reason"));
        int times = fields.whole("times", 1, DeviceRefusal.FOREVER);
        return behaviour -> behaviour.refuseProject(refusal, times);
    }

    private static Consumer<Behaviour> accept(Fields fields) throws BadField {
        String deviceToken = fields.text("device_token");
        return behaviour -> {
            var _ = behaviour.accept(deviceToken);
        };
    }

    /// `provider` is the reason's.
    private static Consumer<Behaviour> share(Fields fields) throws BadField {
        Provider provider = provider(fields);
        Reason reason = Reason.ofWireName(fields.text("reason"));
        if (reason.provider() != provider) {
            throw new BadField("reason", reason.wireName() + " (expected: one of " + provider.wireName() + "'s)");
        }
        var share = new DeviceShare(reason, fields.number("fraction"));
        return behaviour -> behaviour.share(share.reason(), share.fraction());
    }

    private static Consumer<Behaviour> streams(Fields fields) throws BadField {
        Provider provider = provider(fields);
        int most = fields.whole("most", 1);
        return behaviour -> behaviour.streams(provider, most);
    }

    /// `times` left out is once.
    private static Consumer<Behaviour> fail(Fields fields) throws BadField {
        Provider provider = provider(fields);
        ScriptedFault fault =
                new ScriptedFault(Fault.ofWireName(fields.text("fault")), fields.durationOrNull("retry_after"));
        int times = fields.whole("times", 1, 1);
        return behaviour -> behaviour.fail(provider, fault, times);
    }

    /// `for` left out is until it is unfrozen.
    private static Consumer<Behaviour> freeze(Fields fields) throws BadField {
        Provider provider = provider(fields);
        if (fields.durationOrNull("for") == null) return behaviour -> behaviour.freeze(provider);
        Duration length = fields.duration("for", Duration.ZERO, LONGEST);
        return behaviour -> behaviour.freeze(provider, length);
    }

    private static Consumer<Behaviour> unfreeze(Fields fields) throws BadField {
        Provider provider = provider(fields);
        return behaviour -> behaviour.unfreeze(provider);
    }

    /// `reason` left out is `Shutdown`; with `unhandled`, GOAWAY names a stream below so many open ones.
    private static Consumer<Behaviour> goAway(Fields fields) throws BadField {
        Provider provider = provider(fields);
        String given = fields.textOrNull("reason");
        String reason = given == null ? "Shutdown" : given;
        Integer unhandled = fields.wholeOrNull("unhandled", 1);
        return unhandled == null
                ? behaviour -> behaviour.goAway(provider, reason)
                : behaviour -> behaviour.goAway(provider, reason, unhandled);
    }

    private static Consumer<Behaviour> reset(Fields fields) throws BadField {
        Provider provider = provider(fields);
        return behaviour -> behaviour.reset(provider);
    }

    private static Consumer<Behaviour> idleTimeout(Fields fields) throws BadField {
        Provider provider = provider(fields);
        Duration timeout = fields.duration("timeout", ProviderScript.SHORTEST_IDLE_TIMEOUT, LONGEST);
        return behaviour -> behaviour.idleTimeout(provider, timeout);
    }

    private static Consumer<Behaviour> quota(Fields fields) throws BadField {
        int perMinute = fields.whole("per_minute", 0);
        return behaviour -> behaviour.quota(perMinute);
    }

    /// `times` left out is once.
    private static Consumer<Behaviour> failAccessTokens(Fields fields) throws BadField {
        TokenFault fault = TokenFault.ofWireName(fields.text("fault"));
        int times = fields.whole("times", 1, 1);
        return behaviour -> behaviour.failAccessTokens(fault, times);
    }

    private static Consumer<Behaviour> accessTokenLifetime(Fields fields) throws BadField {
        Duration lifetime =
                fields.duration("lifetime", FcmScript.SHORTEST_ACCESS_TOKEN_LIFETIME, FcmScript.ACCESS_TOKEN_LIFETIME);
        return behaviour -> behaviour.accessTokenLifetime(lifetime);
    }

    private static Provider provider(Fields fields) throws BadField {
        return Provider.ofWireName(fields.text("provider"));
    }
}

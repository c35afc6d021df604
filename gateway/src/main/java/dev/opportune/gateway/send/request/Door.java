package dev.opportune.gateway.send.request;

import dev.opportune.connectors.Platform;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.gateway.words.TemplateWish;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.send.Worded;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is refused before Redis is asked: what no policy or app knows, what lies too far ahead, what no push
/// could carry.
public final class Door {

    /// A payload grows beyond its content's JSON by names, ids, the caller's ref and collapse key, and by a link that
    /// browsers are told twice, by nothing else that the content says: twice this and all of those fit.
    private static final int SURELY_FITS_BYTES = 1536;

    /// A proof makes a payload longer by 221 bytes at most, and by as many backslashes as its quotes need in FCM's.
    private static final int PROOF_BYTES = 240;

    /// How soon to come again when there is no room, or no answer from Redis.
    public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// As far ahead as a moment may begin, or end when it begins now: it may last as long again, whether its end is
    /// said by `until` or by `ttl`. Time zone rows cover both.
    private static final Duration FURTHEST = Duration.ofDays(28);

    /// The user's own clock is not known here; no wall clock is further behind UTC than this.
    private static final Duration MOST_BEHIND_UTC = Duration.ofHours(12);

    /// Providers count the longest way in which what is left of a moment may be written.
    private static final Instant SOME_DEADLINE = Instant.parse("2100-01-01T00:00:00Z");

    private final Map<String, Provider> providers;
    private final LaneTemplates words;

    /// One for each way to write a payload.
    private final List<Provider> measuring;

    /// @param words the templates that there are
    public Door(Map<String, Provider> providers, LaneTemplates words) {
        this.providers = providers;
        this.words = words;
        var byForm = new HashMap<Object, Provider>();
        providers.values().forEach(provider -> byForm.putIfAbsent(provider.payloadForm(), provider));
        this.measuring = List.copyOf(byForm.values());
    }

    /// Whether a payload of so much content has room for a proof, whatever else is in it. What has none goes without.
    ///
    /// @param contentBytes of its JSON in the request
    public static boolean surelyFitsWithProof(int contentBytes) {
        return contentBytes <= SURELY_FITS_BYTES - PROOF_BYTES / 2;
    }

    /// Null: it may come in.
    public @Nullable SendAnswer refuse(SendRequest request, String sendId, Policy policy, long nowMillis) {
        var category = policy.categories().get(request.category());
        if (category == null) return new SendAnswer.UnknownCategory(request.category());
        for (int i = 0; i < request.devices().size(); i++) {
            var app = request.devices().get(i).app();
            if (!providers.containsKey(app)) return new SendAnswer.UnknownApp(i, app);
        }
        var tooFar = tooFar(request.moment(), Instant.ofEpochMilli(nowMillis).plus(FURTHEST));
        if (tooFar != null) return new SendAnswer.MomentTooFar(tooFar, FURTHEST);
        var variants = request.variants();
        return variants == null ? refuse(request, sendId, null) : refuse(request, variants, sendId, policy);
    }

    /// Each variant is looked at, whichever is the user's: what is wrong with one is told at the first send.
    private @Nullable SendAnswer refuse(SendRequest request, Variants variants, String sendId, Policy policy) {
        var experiment = policy.experiments().get(variants.experiment());
        if (experiment == null) return new SendAnswer.UnknownExperiment(variants.experiment());
        if (!variants.byArm().keySet().equals(experiment.arms().keySet())) {
            var given = List.copyOf(variants.byArm().keySet());
            return new SendAnswer.VariantsMismatch(experiment.name(), given, experiment.armNames());
        }
        for (var variant : variants.byArm().entrySet()) {
            var refused = refuse(request.with(variant.getValue()), sendId, variant.getKey());
            if (refused != null) return refused;
        }
        return null;
    }

    /// @param arm whose words they are; null: it is of no experiment
    private @Nullable SendAnswer refuse(SendRequest request, String sendId, @Nullable String arm) {
        var content = request.content();
        var wish = request.template();
        if (wish != null) return refuse(wish, arm);
        if (content == null || request.contentJson().length() <= SURELY_FITS_BYTES) return null;
        var sizes = sizes(request, content, sendId);
        boolean fits = sizes.entrySet().stream()
                .allMatch(size -> size.getValue() <= size.getKey().maxPayloadBytes());
        return fits ? null : new SendAnswer.PayloadTooLarge(sizes, arm);
    }

    private @Nullable SendAnswer refuse(TemplateWish wish, @Nullable String arm) {
        var found = words.find(wish);
        if (found == null) return new SendAnswer.UnknownTemplate(wish.id(), wish.version(), arm);
        var faults = found.check(wish.params());
        return faults.isEmpty() ? null : new SendAnswer.BadParams(faults, arm);
    }

    /// As the store takes the words of a send; null: it brings its content. The template was there at the door.
    public @Nullable Worded worded(@Nullable TemplateWish wish) {
        var found = wish == null ? null : words.find(wish);
        return found == null ? null : words.worded(Objects.requireNonNull(wish), found);
    }

    /// The member of the moment that is too far ahead, or null.
    private static @Nullable String tooFar(Moment moment, Instant furthest) {
        return switch (moment) {
            case Moment.Absolute(var from, var until, var _) -> tooFar(from, until, furthest);
            case Moment.Local(var from, var until, var _) ->
                tooFar(from, until, LocalDateTime.ofInstant(furthest.plus(MOST_BEHIND_UTC), ZoneOffset.UTC));
        };
    }

    private static <T extends Comparable<? super T>> @Nullable String tooFar(
            @Nullable T from, @Nullable T until, T furthest) {
        if (from != null) return from.compareTo(furthest) > 0 ? "from" : null;
        return until != null && until.compareTo(furthest) > 0 ? "until" : null;
    }

    /// The most that the send's payload may come to have on each platform: the category's urgency may be another when
    /// the send is released, and what is left of its moment is written, too.
    public Map<Platform, Integer> sizes(SendRequest request, PushContent content, String sendId) {
        var sizes = new EnumMap<Platform, Integer>(Platform.class);
        for (var provider : measuring) {
            for (var urgency : Urgency.values()) {
                sizes.merge(
                        provider.platform(),
                        provider.payloadBytes(message(request, content, sendId, urgency)),
                        Math::max);
            }
        }
        return sizes;
    }

    private static PushMessage message(SendRequest request, PushContent content, String sendId, Urgency urgency) {
        return new PushMessage(
                sendId, "", content, request.ref(), request.collapseKey(), SOME_DEADLINE, urgency, Standing.UNPROVEN);
    }
}

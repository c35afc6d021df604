package dev.opportune.gateway.send.request;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.gateway.words.TemplateWish;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Trial;
import dev.opportune.ratelimiter.send.Worded;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A parsed request to notify one user. All limits of the wire contract hold.
///
/// @param content null with a template, and only then
/// @param contentJson the request's `content` as it came, UTF-8: kept with the send, and read again by whichever lane
///     takes it up later; empty with a template
/// @param template what its words come from; null: it brings its content
/// @param devices those given in the request; empty means the user's registered ones
/// @param variants null: it is of no experiment; else `content` or `template` is that of one arm, any until the user's
/// is known
/// @param trace what is told of it to whoever follows it
public record SendRequest(
        String user,
        String category,
        @Nullable String campaign,
        @Nullable PushContent content,
        Buffer contentJson,
        Moment moment,
        @Nullable String collapseKey,
        @Nullable String idempotencyKey,
        @Nullable String ref,
        List<InlineDevice> devices,
        @Nullable TemplateWish template,
        @Nullable Variants variants,
        SendTrace trace) {

    public SendRequest {
        if ((content == null) == (template == null)) {
            throw new IllegalArgumentException(
                    "content: " + content + " beside " + template + " (expected: one of both)");
        }
    }

    /// One that nobody follows yet.
    public SendRequest(
            String user,
            String category,
            @Nullable String campaign,
            @Nullable PushContent content,
            Buffer contentJson,
            Moment moment,
            @Nullable String collapseKey,
            @Nullable String idempotencyKey,
            @Nullable String ref,
            List<InlineDevice> devices,
            @Nullable TemplateWish template,
            @Nullable Variants variants) {
        this(
                user,
                category,
                campaign,
                content,
                contentJson,
                moment,
                collapseKey,
                idempotencyKey,
                ref,
                devices,
                template,
                variants,
                SendTrace.NONE);
    }

    /// One that brings its content, and is of no experiment.
    public SendRequest(
            String user,
            String category,
            @Nullable String campaign,
            PushContent content,
            Buffer contentJson,
            Moment moment,
            @Nullable String collapseKey,
            @Nullable String idempotencyKey,
            @Nullable String ref,
            List<InlineDevice> devices) {
        this(
                user,
                category,
                campaign,
                content,
                contentJson,
                moment,
                collapseKey,
                idempotencyKey,
                ref,
                devices,
                null,
                null);
    }

    /// SHA-256 in base64url of all parsed fields, the idempotency key excepted: tells a replay from another send under
    /// the same key.
    public String digest() {
        return SendDigest.of(this);
    }

    /// The same with the words of an arm of its experiment.
    ///
    /// @param arm its place; -1: it is of none
    public SendRequest inArm(int arm) {
        return variants == null || arm < 0 ? this : with(variants.at(arm));
    }

    SendRequest with(Variants.Variant variant) {
        return new SendRequest(
                user,
                category,
                campaign,
                variant.content(),
                variant.contentJson(),
                moment,
                collapseKey,
                idempotencyKey,
                ref,
                devices,
                variant.template(),
                variants,
                trace);
    }

    /// The same, followed.
    public SendRequest followedBy(SendTrace trace) {
        return new SendRequest(
                user,
                category,
                campaign,
                content,
                contentJson,
                moment,
                collapseKey,
                idempotencyKey,
                ref,
                devices,
                template,
                variants,
                trace);
    }

    /// As the store takes it.
    ///
    /// @param receivedMillis by Redis' clock
    /// @param rules by which it is decided, and which know its experiment
    /// @param door knows its template
    public Admit.Request admission(String caller, String sendId, long receivedMillis, Policy rules, Door door) {
        var admission = admission(caller, sendId, receivedMillis, door.worded(template));
        if (variants == null) return admission;
        var experiment = Objects.requireNonNull(rules.experiments().get(variants.experiment()), "the door knows it");
        var says = variants.byArm().values().stream()
                .map(it -> new Trial.Variant(it.contentJson(), door.worded(it.template())))
                .toList();
        return admission.with(Trial.of(experiment, user, says));
    }

    private Admit.Request admission(String caller, String sendId, long receivedMillis, @Nullable Worded words) {
        return new Admit.Request(
                sendId,
                user,
                caller,
                idempotencyKey == null ? null : new Admit.Idempotency(idempotencyKey, digest()),
                category,
                campaign,
                ref,
                collapseKey,
                contentJson,
                moment,
                devices.isEmpty() ? List.of() : inline(),
                receivedMillis,
                words,
                null,
                trace.kept());
    }

    private List<Admit.InlineDevice> inline() {
        return devices.stream()
                .map(d -> new Admit.InlineDevice(d.app(), d.deviceToken()))
                .toList();
    }

    /// A device that only this send knows.
    public record InlineDevice(String app, String deviceToken) {}
}

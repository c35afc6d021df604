package dev.opportune.gateway.send.request;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.send.request.SendRequest.InlineDevice;
import dev.opportune.gateway.words.TemplateWish;
import dev.opportune.ratelimiter.Moment;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The digest of a send's parsed fields: equal for equal sends, however their JSON was written.
///
/// The encoding is unambiguous: fields come in a fixed order, each is a presence byte and a value of fixed size or with
/// its length before it. The digests are kept with idempotency records: a change here refuses replays across versions.
/// So what content came to have later is written only when it is said, after the rest, by its name: the presence byte
/// of a name is 1, and what may follow a content begins with 0. What has neither a title nor a body nor a key for one
/// is in the background.
final class SendDigest {

    /// No presence byte.
    private static final int TEMPLATE = 2;

    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream(512);

    static String of(SendRequest send) {
        return new SendDigest()
                .text(send.user())
                .text(send.category())
                .text(send.campaign())
                .words(send.content(), send.template())
                .moment(send.moment())
                .text(send.collapseKey())
                .text(send.ref())
                .devices(send.devices())
                .variants(send.variants())
                .finish();
    }

    @CanIgnoreReturnValue
    SendDigest text(@Nullable String text) {
        return optional(text, it -> {
            byte[] bytes = it.getBytes(StandardCharsets.UTF_8);
            number(bytes.length);
            encoded.writeBytes(bytes);
        });
    }

    /// A template stands in the content's place, after a byte that begins no content.
    @CanIgnoreReturnValue
    private SendDigest words(@Nullable PushContent content, @Nullable TemplateWish template) {
        if (content != null) return content(content);
        if (template == null) throw new IllegalStateException("a send without words");
        encoded.write(TEMPLATE);
        return text(template.id()).text(template.version()).value(template.params());
    }

    /// Members in the order of their names, numbers by their value.
    @CanIgnoreReturnValue
    private SendDigest value(@Nullable Object json) {
        switch (json) {
            case Map<?, ?> members -> {
                number('{');
                number(members.size());
                var byName = new TreeMap<String, @Nullable Object>();
                members.forEach((name, value) -> byName.put(name.toString(), value));
                byName.forEach((name, value) -> text(name).value(value));
            }
            case List<?> items -> {
                number('[');
                number(items.size());
                items.forEach(this::value);
            }
            case Number number -> text("#" + new BigDecimal(number.toString()).stripTrailingZeros());
            case null -> text(null);
            default -> text((json instanceof Boolean ? "?" : "\"") + json);
        }
        return this;
    }

    @CanIgnoreReturnValue
    SendDigest content(PushContent content) {
        switch (content) {
            case PushContent.Notification shown -> notification(shown);
            case PushContent.Background silent -> {
                text(null).text(null).text(null).text(null).text(null).text(null);
                data(silent.data()).text(null).text(null);
            }
        }
        return this;
    }

    private void notification(PushContent.Notification content) {
        text(content.title()).text(content.body());
        optional(content.action(), it -> text(it.label()).text(it.link()));
        text(content.image()).text(content.sound());
        optional(content.badge(), it -> number(it));
        data(content.data());
        var ios = content.ios();
        var android = content.android();
        optional(ios, this::ios);
        optional(android, it -> text(it.channel()).text(it.color()));
        localized("title_loc", content.titleLoc());
        localized("body_loc", content.bodyLoc());
        if (ios != null) {
            later("ios.sound", ios.sound());
            later("ios.mutable_content", ios.mutableContent() ? "true" : null);
        }
        if (android != null) later("android.sound", android.sound());
    }

    @CanIgnoreReturnValue
    private SendDigest data(Map<String, String> data) {
        number(data.size());
        new TreeMap<>(data).forEach((name, value) -> text(name).text(value));
        return this;
    }

    private void localized(String name, PushContent.@Nullable Localized text) {
        if (text == null) return;
        later(name, text.key());
        number(text.args().size());
        text.args().forEach(this::text);
    }

    private void later(String name, @Nullable String value) {
        if (value == null) return;
        text(name).text(value);
    }

    private void ios(PushContent.Ios ios) {
        text(ios.subtitle()).text(ios.threadId()).text(ios.category());
        optional(ios.interruption(), it -> text(it.name()));
        optional(ios.relevance(), it -> number(Double.doubleToLongBits(it)));
    }

    @CanIgnoreReturnValue
    SendDigest moment(Moment moment) {
        switch (moment) {
            case Moment.Absolute(Instant from, Instant until, Duration ttl) -> {
                number('A');
                optional(from, this::instant).optional(until, this::instant).optional(ttl, this::duration);
            }
            case Moment.Local(LocalDateTime from, LocalDateTime until, Duration ttl) -> {
                number('L');
                optional(from, this::local).optional(until, this::local).optional(ttl, this::duration);
            }
        }
        return this;
    }

    @CanIgnoreReturnValue
    SendDigest devices(List<InlineDevice> devices) {
        number(devices.size());
        devices.forEach(it -> text(it.app()).text(it.deviceToken()));
        return this;
    }

    /// All of them, whichever is the user's. Of a send without any nothing is written.
    @CanIgnoreReturnValue
    private SendDigest variants(@Nullable Variants variants) {
        if (variants == null) return this;
        text("experiment").text(variants.experiment());
        number(variants.byArm().size());
        variants.byArm().forEach((arm, variant) -> text(arm).words(variant.content(), variant.template()));
        return this;
    }

    String finish() {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest(encoded.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void instant(Instant instant) {
        number(instant.getEpochSecond());
        number(instant.getNano());
    }

    private void local(LocalDateTime local) {
        instant(local.toInstant(ZoneOffset.UTC));
    }

    private void duration(Duration duration) {
        number(duration.getSeconds());
        number(duration.getNano());
    }

    @CanIgnoreReturnValue
    private <T> SendDigest optional(@Nullable T value, Consumer<T> write) {
        encoded.write(value == null ? 0 : 1);
        if (value != null) write.accept(value);
        return this;
    }

    private void number(long number) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) encoded.write((int) (number >>> shift));
    }
}

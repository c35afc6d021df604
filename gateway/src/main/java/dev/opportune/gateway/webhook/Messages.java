package dev.opportune.gateway.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.event.CloudEvents;
import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.webhook.WebhookStore.Read;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Makes requests of events, for one webhook. Confined to one event loop.
final class Messages {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BRACKETS_AND_COMMAS = 2;

    private final WebhookConfig webhook;
    private final CloudEvents cloudEvents;

    Messages(WebhookConfig webhook, CloudEvents cloudEvents) {
        this.webhook = webhook;
        this.cloudEvents = cloudEvents;
    }

    /// Whether the webhook is told of it.
    boolean tells(Event event) {
        if (!webhook.types().contains(CloudEvents.type(event))) return false;
        if (webhook.categories().isEmpty()) return true;
        return event instanceof Event.SendSettled it
                && webhook.categories().contains(it.about().category());
    }

    /// The first request of some events of a partition, in their order: one event, or a batch. Events that the webhook
    /// is
    /// not told of go with it, as passed over; with nothing else it has no body, and is none.
    ///
    /// @param reads at least one
    /// @param to position of the last one that may be in it; empty: any. So a batch that is repeated is the same
    /// @param alone whether it may have one event only
    Message first(List<Read> reads, String to, boolean alone) {
        int most = webhook.batch() == null || alone ? 1 : webhook.batch().events();
        var told = new ArrayList<Read>();
        var bodies = new ArrayList<byte[]>();
        int bytes = 0;
        int passed = 0;
        var last = reads.getFirst().position();
        for (var read : reads) {
            var event = read.event().orElseThrow();
            if (tells(event)) {
                var body = body(event);
                bytes += body.length + BRACKETS_AND_COMMAS;
                if (told.size() == most || (!told.isEmpty() && exceeds(bytes))) break;
                told.add(read);
                bodies.add(body);
            }
            passed++;
            last = read.position();
            if (last.equals(to)) break;
        }
        return new Message(id(told), contentType(), joined(bodies), told, last, passed);
    }

    /// Of one event by itself, whatever came before it.
    Message of(Read read) {
        return first(List.of(read), "", true);
    }

    private boolean exceeds(int bytes) {
        return webhook.batch() != null && bytes > webhook.batch().bytes();
    }

    private static String id(List<Read> told) {
        if (told.isEmpty()) return "";
        var first = told.getFirst().event().orElseThrow().id();
        return told.size() == 1 ? first : first + "-to-" + told.getLast().position();
    }

    private String contentType() {
        return webhook.batch() == null ? Message.SINGLE : Message.BATCH;
    }

    private Buffer joined(List<byte[]> bodies) {
        if (webhook.batch() == null) return bodies.isEmpty() ? Buffer.buffer() : Buffer.buffer(bodies.getFirst());
        var joined = Buffer.buffer("[");
        for (int i = 0; i < bodies.size(); i++) {
            if (i > 0) joined.appendString(",");
            joined.appendBytes(bodies.get(i));
        }
        return joined.appendString("]");
    }

    private byte[] body(Event event) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            cloudEvents.write(json, event);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /// As streams order their positions.
    static int compare(String one, String other) {
        int byMillis = Long.compare(millis(one), millis(other));
        return byMillis != 0 ? byMillis : Long.compare(number(one), number(other));
    }

    private static long number(String position) {
        if (position.isEmpty()) return 0;
        return Long.parseLong(position, position.indexOf('-') + 1, position.length(), 10);
    }

    /// When an event was written down, by its place in the stream, in Redis' milliseconds.
    static long millis(String position) {
        int dash = position.indexOf('-');
        return dash < 0 ? 0 : Long.parseLong(position, 0, dash, 10);
    }
}

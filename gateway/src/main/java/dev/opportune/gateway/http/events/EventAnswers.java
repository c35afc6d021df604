package dev.opportune.gateway.http.events;

import dev.opportune.gateway.event.CloudEvents;
import dev.opportune.gateway.http.Reply;
import dev.opportune.ratelimiter.event.Events;

/// Pages of events.
final class EventAnswers {

    private final CloudEvents events;

    /// @param prefix of the keys in Redis
    EventAnswers(String prefix) {
        this.events = new CloudEvents(prefix);
    }

    Reply page(Events.Page page) {
        return Reply.json(200, json -> {
            json.writeArrayFieldStart("events");
            for (var event : page.events()) events.write(json, event);
            json.writeEndArray();
            json.writeStringField("cursor", page.cursor());
        });
    }
}

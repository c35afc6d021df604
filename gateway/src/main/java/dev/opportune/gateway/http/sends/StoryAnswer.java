package dev.opportune.gateway.http.sends;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.http.JsonOut;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.history.Entry;
import dev.opportune.ratelimiter.history.History;
import dev.opportune.ratelimiter.history.Tried;
import dev.opportune.ratelimiter.send.Delivery;
import dev.opportune.ratelimiter.send.Story;
import dev.opportune.ratelimiter.user.Reported;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How a send went, step by step in the order of their times, in the words of the wire contract.
final class StoryAnswer {

    private StoryAnswer() {}

    /// One step of a story, which comes at its time.
    private record Step(long atMillis, Told told) {}

    private interface Told {
        void write(JsonGenerator json) throws IOException;
    }

    static void write(JsonGenerator json, Story story, Optional<Reported> reported) throws IOException {
        json.writeArrayFieldStart("history");
        for (var step : steps(story, reported)) {
            json.writeStartObject();
            step.told.write(json);
            json.writeEndObject();
        }
        if (story.present() != null) {
            json.writeStartObject();
            writePresent(json, story, story.present());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<Step> steps(Story story, Optional<Reported> reported) {
        var steps = new ArrayList<Step>();
        steps.add(new Step(story.decidedMillis(), json -> writeDecision(json, story)));
        var history = story.history();
        int first = Math.min(History.FIRST, history.entries().size());
        for (var entry : history.entries().subList(0, first)) steps.add(step(entry));
        if (history.gone() > 0) {
            long at = history.entries().get(first - 1).atMillis();
            steps.add(new Step(at, json -> {
                json.writeStringField("step", "left_out");
                json.writeNumberField("count", history.gone());
            }));
        }
        for (var entry : history.entries().subList(first, history.entries().size())) steps.add(step(entry));
        for (var delivery : story.deliveries()) {
            if (delivery.outcome() == null) continue;
            steps.add(new Step(delivery.atMillis(), json -> writeAttempt(json, delivery)));
        }
        if (story.present() == null && !isDecision(story)) {
            steps.add(new Step(story.endedMillis(), json -> writeEnd(json, story)));
        }
        reported.ifPresent(it -> steps.addAll(reported(it)));
        steps.sort(Comparator.comparingLong(Step::atMillis)); // stable: what has one time stays in its order
        return steps;
    }

    /// The decision ended it, and was told.
    private static boolean isDecision(Story story) {
        return story.decision() instanceof Decision.Suppressed;
    }

    private static void writeDecision(JsonGenerator json, Story story) throws IOException {
        at(json, story.decidedMillis());
        switch (story.decision()) {
            case Decision.Admitted(int deviceCount, var _) -> {
                json.writeStringField("step", "admitted");
                json.writeNumberField("device_count", deviceCount);
            }
            case Decision.Deferred(var reason, var releaseAt, var _, var cap) -> {
                json.writeStringField("step", "deferred");
                json.writeStringField("reason", reason.word());
                json.writeStringField("until", WireTime.text(releaseAt));
                SendAnswers.writeCap(json, cap);
            }
            case Decision.Suppressed(var reason, var cap, var argument) -> {
                json.writeStringField("step", "suppressed");
                json.writeStringField("reason", reason.word());
                JsonOut.optional(json, "argument", argument);
                SendAnswers.writeCap(json, cap);
            }
        }
    }

    private static Step step(Entry entry) {
        return new Step(entry.atMillis(), json -> {
            at(json, entry.atMillis());
            switch (entry) {
                case Entry.TakenUp _ -> json.writeStringField("step", "taken_up");
                case Entry.Parked(var _, long until, var reason) -> waits(json, "parked", until, reason);
                case Entry.NotYet(var _, long until, var reason) -> waits(json, "not_yet", until, reason);
                case Entry.PutOff(var _, long until, var tried, int others) -> {
                    json.writeStringField("step", "put_off");
                    json.writeStringField("until", WireTime.text(Instant.ofEpochMilli(until)));
                    writeTried(json, tried);
                    if (others > 0) json.writeNumberField("others", others);
                }
                case Entry.TakenOver(var _, var owner) -> {
                    json.writeStringField("step", "taken_over");
                    json.writeStringField("lane", owner);
                }
                case Entry.BroughtForward(var _, var app) -> {
                    json.writeStringField("step", "brought_forward");
                    json.writeStringField("app", app);
                }
            }
        });
    }

    private static void waits(JsonGenerator json, String step, long until, String reason) throws IOException {
        json.writeStringField("step", step);
        json.writeStringField("reason", reason);
        json.writeStringField("until", WireTime.text(Instant.ofEpochMilli(until)));
    }

    private static void writeTried(JsonGenerator json, List<Tried> tried) throws IOException {
        json.writeArrayFieldStart("tried");
        for (var it : tried) {
            json.writeStartObject();
            json.writeStringField("app", it.app());
            json.writeStringField("outcome", it.outcome().word());
            if (!it.reason().isEmpty()) json.writeStringField("reason", it.reason());
            json.writeNumberField("devices", it.devices());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeAttempt(JsonGenerator json, Delivery delivery) throws IOException {
        at(json, delivery.atMillis());
        json.writeStringField("step", "delivery");
        json.writeStringField("app", delivery.app());
        JsonOut.optional(json, "device_id", delivery.deviceId());
        var outcome = delivery.outcome();
        JsonOut.optional(json, "outcome", outcome == null ? null : outcome.word());
        JsonOut.optional(json, "reason", delivery.reason());
        json.writeNumberField("attempts", delivery.attempts());
        var words = delivery.words();
        if (words != null) {
            json.writeStringField("locale", words.locale());
            if (words.shortened()) json.writeBooleanField("shortened", true);
        }
    }

    private static void writeEnd(JsonGenerator json, Story story) throws IOException {
        at(json, story.endedMillis());
        json.writeStringField("step", "ended");
        json.writeStringField("state", story.state().word());
        JsonOut.optional(json, "reason", story.reason());
        JsonOut.optional(json, "lane", story.owner());
    }

    private static List<Step> reported(Reported reported) {
        var steps = new ArrayList<Step>();
        var touch = reported.touch();
        var opened = touch.openedAt();
        // Of the others no time is kept: they come last, and say none.
        for (var mark : touch.marks()) {
            var at = mark.equals("opened") ? opened : null;
            steps.add(new Step(at == null ? Long.MAX_VALUE : at.toEpochMilli(), json -> {
                if (at != null) at(json, at.toEpochMilli());
                json.writeStringField("step", "reported");
                json.writeStringField("what", mark);
            }));
        }
        for (var at : reported.conversions()) {
            steps.add(new Step(at.toEpochMilli(), json -> {
                at(json, at.toEpochMilli());
                json.writeStringField("step", "reported");
                json.writeStringField("what", "converted");
            }));
        }
        return steps;
    }

    private static void writePresent(JsonGenerator json, Story story, Story.Present present) throws IOException {
        json.writeStringField("step", story.state().word());
        JsonOut.optional(json, "reason", present.waitsFor());
        if (story.state() == SendState.WAITING) {
            json.writeStringField("until", WireTime.text(Instant.ofEpochMilli(present.nextMillis())));
        }
        JsonOut.optional(json, "lane", story.owner());
        if (present.places().isEmpty()) return;
        json.writeArrayFieldStart("caps");
        for (var cap : present.places()) json.writeString(cap);
        json.writeEndArray();
    }

    private static void at(JsonGenerator json, long millis) throws IOException {
        json.writeStringField("at", WireTime.text(Instant.ofEpochMilli(millis)));
    }
}

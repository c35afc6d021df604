package dev.opportune.gateway.http.events;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Query;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Rights;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.event.Events;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/events`: what happened since a cursor, at once or as soon as something has. A reader that waits costs one look
/// at every partition now and then, until it leaves or the lane is about to end.
final class EventsEndpoint {

    private static final String AFTER = "after";
    private static final String WAIT = "wait";
    private static final String LIMIT = "limit";

    private final Vertx vertx;
    private final Events events;
    private final EventAnswers answers;
    private final EventMetrics metrics;
    private final long lookMillis;
    private final Stopping stopping;
    private final Places readers =
            new Places("requests for events", Limits.EVENT_READERS, Limits.EVENT_READERS_OF_CALLER);

    /// @param prefix of the keys in Redis
    EventsEndpoint(Vertx vertx, Events events, String prefix, EventMetrics metrics, Stopping stopping) {
        this.vertx = vertx;
        this.events = events;
        this.answers = new EventAnswers(prefix);
        this.metrics = metrics;
        this.stopping = stopping;
        int partsOfALook = Math.ceilDiv(events.partitions(), Limits.PARTITIONS_A_LOOK);
        this.lookMillis = Limits.EVENTS_LOOK.multipliedBy(partsOfALook).toMillis();
    }

    Route route() {
        return Route.of(
                "/v1/events",
                Map.of(HttpMethod.GET, new Route.Operation(Scope.EVENTS_READ, Set.of(AFTER, WAIT, LIMIT), this::get)));
    }

    private Future<Reply> get(Call call) {
        int limit = Query.number(call.query(), LIMIT, 1, Limits.EVENTS, Limits.EVENTS_UNSAID);
        int waitSeconds = Query.number(call.query(), WAIT, 0, (int) Limits.EVENTS_WAIT.toSeconds(), 0);
        var full = readers.take(call.caller());
        if (full.isPresent()) return Future.succeededFuture(full.get());
        metrics.readers(1);
        // An answer that is not read takes as much room as one that is being made.
        call.answered().onComplete(_ -> {
            readers.giveBack(call.caller());
            metrics.readers(-1);
        });
        long endsNanos = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        return read(call, call.query().get(AFTER), limit, endsNanos);
    }

    private Future<Reply> read(Call call, @Nullable String after, int limit, long endsNanos) {
        return events.read(after, limit, event -> mayBeTold(call.rights(), event))
                .compose(answer -> switch (answer) {
                    case Events.NoCursor(var why) ->
                        Future.succeededFuture(Problem.MALFORMED.because("query: " + AFTER + ": " + why));
                    case Events.Page page -> {
                        long leftMillis = (endsNanos - System.nanoTime()) / 1_000_000;
                        boolean waits = leftMillis > 0 && !stopping.hasBegun() && !call.hasLeft();
                        if (!page.events().isEmpty() || !waits) yield give(page);
                        long pauseMillis = lookMillis * Math.ceilDiv(readers.taken(), Limits.READERS_A_LOOK);
                        yield stopping.pause(vertx, Math.max(1, Math.min(pauseMillis, leftMillis)))
                                .compose(
                                        _ -> call.hasLeft() ? give(page) : read(call, page.cursor(), limit, endsNanos));
                    }
                });
    }

    /// What became of a send is its caller's; what was done with it is for who may read all events, since what is kept
    /// of
    /// it does not say whose send it was. A lost device is for who may read users; one that only a
    /// request named, for that caller, too.
    private static boolean mayBeTold(Rights reader, Event event) {
        return switch (event) {
            case Event.SendSettled settled -> reader.extendTo(settled.about(), Scope.EVENTS_READ_ALL);
            case Event.DeviceLost lost ->
                reader.holdWhole(Scope.USERS_READ)
                        || (lost.deviceId() == null && lost.caller().equals(reader.caller()));
            case Event.SendMarked _ -> reader.holdWhole(Scope.EVENTS_READ_ALL);
            case Event.RefusedAfter _ -> reader.holdWhole(Scope.EVENTS_READ_ALL);
            case Event.Converted _ -> reader.holdWhole(Scope.EVENTS_READ_ALL);
        };
    }

    private Future<Reply> give(Events.Page page) {
        metrics.given(page.events().size());
        return Future.succeededFuture(answers.page(page));
    }
}

package dev.opportune.gateway.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.RecordingSends;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import dev.opportune.gateway.send.request.SendView;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.history.History;
import dev.opportune.ratelimiter.send.Story;
import dev.opportune.ratelimiter.user.Reported;
import dev.opportune.ratelimiter.user.Touch;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A send is its caller's.
class OwnSendsIT {

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void another_callers_send_is_answered_like_one_that_there_is_not() {
        var absent = call("GET", "other-key");
        theSendIs("sender", "flash-sale");

        for (var method : List.of("GET", "DELETE")) {
            var answer = call(method, "other-key");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json()).isEqualTo(absent.json());
        }
        assertThat(gateway.sends.asked)
                .as("nothing was cancelled")
                .extracting(RecordingSends.Asked::operation)
                .containsOnly("find");
    }

    @Test
    void how_a_send_went_is_told_to_whom_the_send_is_and_what_was_reported_to_who_may_read_users() {
        var absent = history("other-key");
        theStoryIs("sender");
        assertThat(history("other-key").status()).isEqualTo(404);
        assertThat(history("other-key").json()).isEqualTo(absent.json());
        assertThat(steps(history("watch-key"))).containsExactly("admitted", "dispatching");

        theStoryIs("reader");
        assertThat(steps(history("reader-key"))).containsExactly("admitted", "reported", "reported", "dispatching");
        theStoryIs("other");
        assertThat(steps(history("other-key"))).as("it may not read users").containsExactly("admitted", "dispatching");
    }

    private static void theStoryIs(String caller) {
        var about = new About("ada", "flash-sale", null, null, "1", caller);
        var decision = new Decision.Admitted(1, RecordingSends.DEADLINE);
        var present = new Story.Present(0, null, List.of("promo-day"));
        var story = new Story(
                "s-1",
                about,
                SendState.DISPATCHING,
                null,
                decision,
                1,
                RecordingSends.DEADLINE.toEpochMilli(),
                present,
                0,
                "lane",
                List.of(),
                History.NONE);
        gateway.sends.story = Future.succeededFuture(new Sends.StoryAnswer.Told(story));
        var touch = new Touch(7, Instant.ofEpochSecond(10), 1, List.of("opened", "clicked"), Instant.ofEpochSecond(70));
        gateway.users.reported = new Reported(touch, List.of());
    }

    private static Answer history(String key) {
        return gateway.call("GET", "/v1/sends/s-1?history=true", null, "Authorization", "Bearer " + key);
    }

    private static List<String> steps(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("history").spliterator(), false)
                .map(step -> step.get("step").asText())
                .toList();
    }

    @Test
    void its_caller_reads_and_cancels_a_send() {
        theSendIs("other", "flash-sale");

        assertThat(call("GET", "other-key").status()).isEqualTo(200);
        assertThat(call("DELETE", "other-key").status()).isEqualTo(200);
    }

    @Test
    void a_send_of_which_no_caller_is_known_is_for_those_alone_who_may_read_all() {
        theSendIs("", "flash-sale");

        assertThat(call("GET", "other-key").status()).isEqualTo(404);
        assertThat(call("GET", "watch-key").status()).isEqualTo(200);
    }

    @Test
    void all_sends_are_for_a_scope_that_says_so_within_its_bounds() {
        theSendIs("sender", "flash-sale");
        assertThat(call("GET", "watch-key").status()).isEqualTo(200);
        assertThat(call("DELETE", "watch-key").status()).isEqualTo(200);

        theSendIs("sender", "order-status");
        assertThat(call("GET", "watch-key").status()).isEqualTo(404);
        theSendIs("watch", "order-status");
        assertThat(call("GET", "watch-key").status()).as("its own").isEqualTo(200);
    }

    @Test
    void a_reader_is_told_of_its_own_sends_and_the_cursor_passes_the_others() {
        gateway.events.all.addAll(List.of(settled("sender"), settled("other"), settled("sender"), settled("")));

        var answer = events("other-key");
        assertThat(subjects(answer)).containsExactly("send-of-other");
        assertThat(answer.json().get("cursor").asText()).isEqualTo("4");
        assertThat(subjects(events("watch-key"))).hasSize(4);
    }

    @Test
    void a_lost_device_is_told_to_who_may_read_users_and_one_of_a_request_to_who_named_it() {
        gateway.events.all.addAll(List.of(lost("other", "phone"), lost("other", null), lost("sender", null)));

        assertThat(subjects(events("reader-key"))).hasSize(3);
        assertThat(subjects(events("other-key"))).hasSize(1);
        assertThat(subjects(events("watch-key"))).as("it may not read users").isEmpty();
    }

    private static void theSendIs(String caller, String category) {
        var about = new About("ada", category, null, null, "1", caller);
        var view = new SendView("s-1", about, SendState.WAITING, null, RecordingSends.DEADLINE, List.of());
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(view));
        gateway.sends.cancelled = Future.succeededFuture(new Sends.CancelAnswer.Cancelled(view));
    }

    private static Event settled(String caller) {
        var about = new About("ada", "news", null, null, "1", caller);
        return new Event.SendSettled("0-1", 1, "send-of-" + caller, about, SendState.ACCEPTED, null, 1, Map.of());
    }

    private static Event lost(String caller, String deviceId) {
        return new Event.DeviceLost(
                "0-1", 1, DeviceNews.Kind.INVALIDATED, "ada", "shop-ios", deviceId, "t", "why", 1, caller);
    }

    private static Answer call(String method, String key) {
        return gateway.call(method, "/v1/sends/s-1", null, "Authorization", "Bearer " + key);
    }

    private static Answer events(String key) {
        return gateway.call("GET", "/v1/events", null, "Authorization", "Bearer " + key);
    }

    private static List<String> subjects(Answer answer) {
        return StreamSupport.stream(answer.json().get("events").spliterator(), false)
                .map(event -> event.get("subject").asText())
                .toList();
    }
}

package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.ThirdProvider.Call;
import dev.opportune.connectors.wire.ThirdProvider.Phone;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of a message without an answer, by how far it came.
class FateTest {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final TestLane lane = new TestLane();
    private ThirdProvider provider;
    private Phone phone;

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void a_message_that_is_with_us_at_its_deadline_is_left_out_and_its_connection_stays() {
        assertThat(momentOver(call -> call.withUs = true)).isEqualTo(Outcomes.late());
        assertThat(onLane(phone::hasEnded)).isFalse();
    }

    @Test
    void a_message_that_is_partly_out_at_its_deadline_is_stopped_with_its_connection() {
        assertThat(momentOver(call -> call.begun(0))).isEqualTo(Outcomes.late());
        assertThat(onLane(phone::hasEnded)).isTrue();
        assertThat(onLane(() -> phone.shut)).isTrue();
    }

    @Test
    void a_message_that_may_be_out_at_its_deadline_is_unconfirmed() {
        assertThat(momentOver(call -> {
                    call.begun(0);
                    call.whole();
                }))
                .isEqualTo(Outcomes.connectionLost(RETRY));
        assertThat(onLane(phone::hasEnded)).isTrue();
    }

    @Test
    void what_has_left_this_process_and_not_arrived_by_its_deadline_is_stopped_with_its_connection() {
        assertThat(momentOver(call -> {
                    flushed(call);
                    call.phone.arrived = false;
                }))
                .isEqualTo(Outcomes.connectionLost(RETRY));
        assertThat(onLane(phone::hasEnded)).isTrue();
    }

    @Test
    void what_has_arrived_or_may_have_by_its_deadline_may_still_be_answered() {
        assertThat(outcome(Duration.ofMillis(200), SOON, FateTest::flushed)).isEqualTo(Outcomes.timeout(RETRY));
        assertThat(outcome(Duration.ofMillis(200), SOON, call -> {
                    flushed(call);
                    call.phone.arrived = false;
                    call.phone.hearsFrame();
                }))
                .isEqualTo(Outcomes.timeout(RETRY));
    }

    @Test
    void what_is_anothers_to_send_when_it_is_about_to_be_written_is_not() {
        assertThat(outcome(LATER, LATER, call -> {
                    provider.ours = false;
                    assertThat(call.phone.looksBeforeWriting(call)).isFalse();
                }))
                .isEqualTo(Outcomes.notOurs());
        assertThat(onLane(phone::hasEnded)).isFalse();
    }

    @Test
    void a_connection_that_has_heard_nothing_since_is_severed_when_an_answer_is_overdue() {
        assertThat(overdue(FateTest::flushed)).isEqualTo(Outcomes.timeout(RETRY));
        assertThat(onLane(phone::hasEnded)).isTrue();
    }

    @Test
    void a_connection_that_has_heard_something_since_gives_up_the_stream_alone() {
        assertThat(overdue(call -> {
                    flushed(call);
                    call.phone.hearsFrame();
                }))
                .isEqualTo(Outcomes.timeout(RETRY));
        assertThat(onLane(phone::hasEnded)).isFalse();
        assertThat(onLane(() -> phone.cancelled)).isEqualTo(1);
    }

    @Test
    void what_the_provider_cannot_have_all_of_is_certainly_not_sent() {
        assertThat(overdue(call -> call.begun(0))).isEqualTo(Outcomes.notConnected());
    }

    @Test
    void what_is_told_out_of_turn_changes_nothing() {
        assertThat(Progress.WAITING.whole()).isEqualTo(Progress.WAITING);
        assertThat(Progress.BEGUN.flushed()).isEqualTo(Progress.BEGUN);
        assertThat(Progress.FLUSHED.begun()).isEqualTo(Progress.FLUSHED);
        assertThat(Progress.REFUSED.whole().isMaybeHandled()).isFalse();
    }

    private static void flushed(Call call) {
        call.begun(0);
        call.whole();
        call.flushed();
    }

    /// After all that the outcome brought with it.
    private <T> T onLane(Callable<T> fact) {
        return lane.call(fact);
    }

    private DeliveryOutcome momentOver(Consumer<Call> progress) {
        return outcome(LATER, SOON, progress);
    }

    private DeliveryOutcome overdue(Consumer<Call> progress) {
        return outcome(SOON, LATER, progress);
    }

    private DeliveryOutcome outcome(Duration answerTimeout, Duration left, Consumer<Call> progress) {
        provider = new ThirdProvider(lane, answerTimeout);
        var pool = provider.pool(1, 1, new Growth(Duration.ZERO, LATER, LATER));
        lane.call(() -> {
            pool.want(true);
            return null;
        });
        await().until(() -> lane.call(() -> !provider.made.isEmpty()));
        return lane.await(() -> {
            phone = provider.made.getFirst();
            phone.connected();
            Call call = provider.call(phone, left);
            progress.accept(call);
            return call.outcome;
        });
    }
}

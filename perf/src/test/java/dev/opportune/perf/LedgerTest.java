package dev.opportune.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Instant DEADLINE = Instant.parse("2026-11-22T13:00:00Z");

    private final List<Told> told = new ArrayList<>();
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final List<Push> pushes = new ArrayList<>();

    @Test
    void what_was_told_recorded_suppressed_and_still_waits_balances() {
        admitted("s-1", 2, "accepted", "accepted p-1", "accepted p-2");
        pushed("s-1", "p-1", "p-2");
        admitted("s-2", 2, "accepted", "accepted p-3", "unregistered");
        pushed("s-2", "p-3");
        pushes.add(push("s-2", "gone", 410, "p-4"));
        decided("s-3", "suppressed");
        decided("s-4", "deferred");
        receipts.put("s-4", new Receipt("waiting", DEADLINE, List.of()));
        told.add(new Told("bad", 400, null, null, 0, "malformed", false));
        told.add(new Told("s-1", 202, "admitted", "s-1", 2, null, true));

        var ledger = ledger();

        assertThat(ledger.differences()).isEmpty();
        assertThat(ledger.balances()).isTrue();
        assertThat(ledger.counts())
                .containsEntry("answers", 6L)
                .containsEntry("admitted", 2L)
                .containsEntry("deferred: waiting", 1L)
                .containsEntry("refused: 400 malformed", 1L)
                .containsEntry("replayed", 1L)
                .containsEntry("devices told accepted", 3L)
                .containsEntry("pushes accepted", 3L)
                .containsEntry("pushes refused", 1L);
    }

    @Test
    void a_push_after_its_deadline_is_a_difference() {
        admitted("s-1", 2, "accepted", "accepted p-1", "accepted p-2");
        pushes.add(push("s-1", "d-1", 200, "p-1", DEADLINE.plusMillis(250)));
        pushes.add(push("s-1", "d-2", 200, "p-2", DEADLINE.plusMillis(251)));

        assertThat(differences()).containsExactly("s-1: pushed 251 ms after its deadline");
    }

    @Test
    void a_lost_push_is_a_difference() {
        admitted("s-1", 2, "accepted", "accepted p-1", "accepted p-2");
        pushed("s-1", "p-1");

        assertThat(differences()).containsExactly("s-1: 1 accepted deliveries that no simulator recorded");
    }

    @Test
    void a_second_push_to_a_device_is_a_difference_unless_a_delivery_is_unconfirmed() {
        admitted("s-1", 1, "accepted", "accepted p-1");
        pushed("s-1", "p-1", "p-1");
        admitted("s-2", 1, "unconfirmed", "unconfirmed");
        pushed("s-2", "p-2");
        admitted("s-3", 1, "unconfirmed", "unconfirmed");

        assertThat(differences()).containsExactly("s-1: pushed to device of p-1, and no delivery says so");
    }

    @Test
    void a_push_where_no_delivery_says_so_is_a_difference() {
        admitted("s-1", 1, "expired", "pending");
        pushed("s-1", "p-1");

        assertThat(differences()).containsExactly("s-1: pushed to device of p-1, and no delivery says so");
    }

    @Test
    void what_was_suppressed_or_waits_or_was_refused_is_not_pushed() {
        decided("s-1", "suppressed");
        pushed("s-1", "p-1");
        decided("s-2", "deferred");
        receipts.put("s-2", new Receipt("waiting", DEADLINE, List.of()));
        pushed("s-2", "p-2");
        told.add(new Told("bad", 400, null, null, 0, "malformed", false));
        pushed("s-3", "p-3");

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "s-1: suppressed, and pushed",
                        "s-2: waiting, and pushed",
                        "s-3: pushed, and nobody was told of it");
    }

    @Test
    void what_was_deferred_and_released_meanwhile_is_judged_by_its_receipt() {
        decided("s-1", "deferred");
        receipts.put("s-1", new Receipt("accepted", DEADLINE, List.of(new Receipt.Delivery("accepted", "p-1"))));
        pushed("s-1", "p-1");
        decided("s-2", "deferred");
        receipts.put("s-2", new Receipt("accepted", DEADLINE, List.of(new Receipt.Delivery("accepted", "p-2"))));

        assertThat(differences()).containsExactly("s-2: 1 accepted deliveries that no simulator recorded");
    }

    @Test
    void an_admitted_send_ends_and_has_all_its_deliveries() {
        admitted("s-1", 1, "dispatching", "pending");
        admitted("s-2", 2, "accepted", "accepted p-2");
        pushed("s-2", "p-2");
        admitted("s-3", 1, "accepted", "rejected");
        told.add(new Told("s-4", 202, "admitted", "s-4", 1, null, false));

        assertThat(differences())
                .containsExactly(
                        "s-1: admitted, and still dispatching",
                        "s-2: 1 deliveries for 2 devices",
                        "s-3: accepted with 0 accepted deliveries",
                        "s-4: admitted, and it has no receipt");
    }

    @Test
    void a_replay_has_the_send_of_the_first_answer() {
        decided("s-1", "suppressed");
        told.add(new Told("s-1", 200, "suppressed", "s-9", 0, null, true));
        told.add(new Told("nobody", 200, "suppressed", "s-8", 0, null, true));
        told.add(new Told("s-1", 200, "suppressed", "s-7", 0, null, false));

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "s-7: its key was taken before, and not replayed",
                        "s-7: replayed as s-9",
                        "nobody: replayed, and no first answer came");
    }

    @Test
    void a_send_whose_outcome_was_unknown_is_judged_by_its_receipt() {
        unknown("s-1");
        receipts.put("s-1", new Receipt("accepted", DEADLINE, List.of(new Receipt.Delivery("accepted", "p-1"))));
        pushed("s-1", "p-1");
        unknown("s-2");
        told.add(new Told("s-2", 202, "deferred", "s-3", 0, null, false));
        receipts.put("s-3", new Receipt("waiting", DEADLINE, List.of()));
        unknown("s-4");
        told.add(new Told("s-4", 200, "suppressed", "s-4", 0, null, true));
        told.add(new Told("twice", 503, null, "s-5", 0, "outcome-unknown", false));
        told.add(new Told("twice", 503, null, "s-6", 0, "outcome-unknown", false));
        told.add(new Told("twice", 200, "suppressed", "s-5", 0, null, true));
        assertThat(ledger().differences()).isEmpty();

        pushed("s-2", "p-2");
        assertThat(differences()).containsExactly("s-2: without a receipt, and pushed");
    }

    @Test
    void a_request_without_an_answer_is_a_difference() {
        told.add(Told.nothing("k"));

        assertThat(differences()).containsExactly("k: no answer came");
    }

    private void admitted(String sendId, int devices, String state, String... deliveries) {
        told.add(new Told(sendId, 202, "admitted", sendId, devices, null, false));
        receipts.put(
                sendId,
                new Receipt(
                        state,
                        DEADLINE,
                        List.of(deliveries).stream()
                                .map(it -> it.split(" "))
                                .map(it -> new Receipt.Delivery(it[0], it.length == 1 ? null : it[1]))
                                .toList()));
    }

    private void unknown(String sendId) {
        told.add(new Told(sendId, 503, null, sendId, 0, "outcome-unknown", false));
    }

    private void decided(String sendId, String decision) {
        told.add(new Told(sendId, 200, decision, sendId, 0, null, false));
    }

    private void pushed(String sendId, String... providerIds) {
        for (String id : providerIds) pushes.add(push(sendId, "device of " + id, 200, id));
    }

    private static Push push(String sendId, String deviceToken, int status, String providerId) {
        return push(sendId, deviceToken, status, providerId, DEADLINE.minusSeconds(60));
    }

    private static Push push(String sendId, String deviceToken, int status, String providerId, Instant at) {
        return new Push("fcm", sendId, "", sendId, deviceToken, at.toEpochMilli(), status, providerId);
    }

    private List<String> differences() {
        var ledger = ledger();
        assertThat(ledger.balances()).isFalse();
        return ledger.differences();
    }

    private Ledger ledger() {
        return Ledger.of(told, receipts, pushes);
    }
}

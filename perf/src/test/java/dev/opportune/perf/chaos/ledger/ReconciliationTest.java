package dev.opportune.perf.chaos.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.perf.Push;
import dev.opportune.perf.Receipt;
import dev.opportune.perf.Told;
import dev.opportune.perf.chaos.disturbance.Happened;
import dev.opportune.perf.chaos.disturbance.Kind;
import dev.opportune.perf.chaos.disturbance.ProviderFrozen;
import dev.opportune.perf.chaos.load.Answer;
import dev.opportune.perf.chaos.load.Send;
import dev.opportune.perf.chaos.load.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final Instant BEGUN = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant DEADLINE = BEGUN.plusSeconds(60);

    private final List<Story> stories = new ArrayList<>();
    private final Map<String, List<Settled>> ends = new HashMap<>();
    private final Map<String, List<Settled>> alsoHeard = new HashMap<>();
    private final Set<String> unheard = new HashSet<>();
    private boolean cluster;
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final List<Push> pushes = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final List<Happened> happened = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();
    private Duration paused = Duration.ZERO;

    @Test
    void sends_that_were_told_pushed_and_ended_once_agree() {
        told("k-1", decided("admitted", "s-1"));
        ended("k-1", "s-1", "accepted", "p-1");
        pushed("k-1", "s-1", "p-1", 1);
        told("k-2", refused(), unknown("s-0"), decided("admitted", "s-2"));
        ended("k-2", "s-2", "expired");
        told("k-3", decided("suppressed", "s-3"));
        told("k-4", refused());
        told("k-5", Told.nothing("k-5"));
        ended("k-5", "s-5", "accepted", "p-5");
        pushed("k-5", "s-5", "p-5", 1);

        var found = found();

        assertThat(found.differences().lines()).isEmpty();
        assertThat(found.counts())
                .containsEntry("sends: admitted", 2L)
                .containsEntry("sends: suppressed", 1L)
                .containsEntry("sends: refused", 1L)
                .containsEntry("sends: unknown", 1L)
                .containsEntry("ended: accepted", 2L)
                .containsEntry("pushes accepted", 2L)
                .containsEntry("tries", 7L);
    }

    @Test
    void an_accepted_send_that_nothing_is_known_of_is_lost() {
        told("k", decided("deferred", "s"));

        assertBroken(Rule.ACCOUNTED);
    }

    @Test
    void an_accepted_send_ends_exactly_once() {
        told("k", decided("admitted", "s"));
        ended("k", "s", "unconfirmed");
        ends.put("s", List.of(end("k", "s", "e-1", "unconfirmed"), end("k", "s", "e-2", "unconfirmed")));

        assertBroken(Rule.ONE_END);
    }

    @Test
    void a_push_without_an_end_is_none_even_when_its_caller_never_knew() {
        told("k", Told.nothing("k"));
        receipts.put("s", new Receipt("unconfirmed", DEADLINE, List.of()));
        pushed("k", "s", "p", 1);

        assertBroken(Rule.ONE_END);
    }

    @Test
    void a_key_is_taken_once() {
        told("k", unknown("s-1"), decided("admitted", "s-2"));
        ended("k", "s-1", "accepted", "p-1");
        pushed("k", "s-1", "p-1", 1);
        ended("k", "s-2", "accepted", "p-2");
        pushed("k", "s-2", "p-2", 1);

        assertBroken(Rule.ONE_LIFE);
    }

    @Test
    void the_send_that_lived_is_the_one_that_was_told() {
        told("k", decided("admitted", "s-1"));
        ended("k", "s-2", "expired");

        assertBroken(Rule.ONE_LIFE);
    }

    @Test
    void nothing_comes_of_what_was_refused_or_suppressed() {
        told("k-1", refused());
        ended("k-1", "s-1", "expired");
        told("k-2", decided("suppressed", "s-2"));
        ended("k-2", "s-2", "expired");

        assertThat(found().differences().of(Rule.NOTHING_TAKEN)).hasSize(2);
    }

    @Test
    void a_push_is_in_time_but_for_pauses_of_the_machine_and_for_what_a_frozen_provider_held() {
        told("k", decided("admitted", "s"));
        ended("k", "s", "accepted", "p");
        pushed("k", "s", "p", 61);
        assertBroken(Rule.IN_TIME);

        paused = Duration.ofSeconds(1);
        assertThat(found().differences().lines()).isEmpty();

        paused = Duration.ZERO;
        froze("apns", 50, 62);
        assertBroken(Rule.IN_TIME);
        froze("fcm", 50, 62);
        assertThat(found().differences().lines()).isEmpty();
    }

    @Test
    void a_user_may_have_seen_no_more_than_the_cap() {
        for (int i = 0; i < 6; i++) {
            told(Send.Kind.CAPPED, "k-" + i, decided("admitted", "s-" + i));
            ended("k-" + i, "s-" + i, i == 0 ? "unconfirmed" : "expired");
        }
        assertThat(found().differences().lines()).isEmpty();

        for (int i = 1; i < 6; i++) ended("k-" + i, "s-" + i, "unconfirmed");
        assertBroken(Rule.WITHIN_CAPS);
    }

    @Test
    void a_second_push_follows_a_disturbance_of_the_first() {
        told("k", decided("admitted", "s"));
        ended("k", "s", "accepted", "p-2");
        pushed("k", "s", "p-1", 5);
        pushed("k", "s", "p-2", 20);
        froze("apns", 21, 22);
        assertBroken(Rule.EXPLAINED);

        froze("apns", 1, 6);
        var found = found();
        assertThat(found.differences().lines()).isEmpty();
        assertThat(found.counts()).containsEntry("pushes made twice", 1L);
    }

    @Test
    void a_second_push_may_follow_the_end_of_the_connection_of_the_first() {
        told("k", decided("admitted", "s"));
        ended("k", "s", "accepted", "p-2");
        pushed("k", "s", "p-1", 5);
        pushed("k", "s", "p-2", 6);
        froze("apns", 0, 1);
        lost("shop-ios: connection to APNs had not sent a message by its deadline");
        lost("shop-android: connection to FCM could not open: timed out");
        lost("shop-android: connected to FCM");
        assertBroken(Rule.EXPLAINED);

        lost("shop-android: connection to FCM does not answer");
        assertThat(found().differences().lines()).isEmpty();
    }

    private void lost(String line) {
        Loss.of(BEGUN.plusSeconds(5) + " INFO  [vert.x-eventloop-thread-1] d.o.c.wire.Connection " + line)
                .ifPresent(losses::add);
    }

    @Test
    void pushes_of_a_send_have_its_id_to_replace_each_other_by() {
        told("k", decided("admitted", "s"));
        ended("k", "s", "accepted", "p");
        pushes.add(new Push("fcm", "s", "k", "another", "device", BEGUN.toEpochMilli(), 200, "p"));

        assertBroken(Rule.ONE_COLLAPSE_ID);
    }

    @Test
    void a_receipt_is_as_the_event_and_the_providers_have_it() {
        told("k-1", decided("admitted", "s-1"));
        ended("k-1", "s-1", "accepted", "never-recorded");
        told("k-2", decided("admitted", "s-2"));
        ended("k-2", "s-2", "expired");
        pushed("k-2", "s-2", "p-2", 1);
        told("k-3", decided("admitted", "s-3"));
        ended("k-3", "s-3", "unconfirmed");
        ends.put("s-3", List.of(end("k-3", "s-3", "e", "expired")));

        assertThat(found().differences().of(Rule.RECORDED)).hasSize(3);
        assertBroken(Rule.RECORDED);
    }

    @Test
    void whoever_reads_on_is_told_every_event_and_only_a_failover_takes_one_back() {
        told("k", decided("admitted", "s"));
        ended("k", "s", "expired");
        unheard.add("s");
        assertBroken(Rule.HEARD);

        unheard.clear();
        alsoHeard.put("s-0", List.of(end("k", "s", "e-0", "expired")));
        assertBroken(Rule.HEARD);

        cluster = true;
        assertThat(found().differences().lines()).isEmpty();
        assertThat(found().counts()).containsEntry("events that a failover took back", 1L);
    }

    @Test
    void what_nobody_asked_for_what_is_left_and_what_makes_no_sense_is_told() {
        ended("stranger", "s", "expired");
        assertBroken(Rule.SOMEBODYS);

        ends.clear();
        left.add("op:{1}:s:x");
        assertBroken(Rule.LEFT_OVER);

        left.clear();
        told("k", new Told("k", 500, null, null, 0, "internal", false));
        assertBroken(Rule.SENSIBLE);
    }

    private void assertBroken(Rule rule) {
        var differences = found().differences();
        assertThat(Stream.of(Rule.values()).filter(it -> !differences.of(it).isEmpty()))
                .as(differences.toString())
                .containsExactly(rule);
    }

    private Reconciliation found() {
        var heard = new HashMap<>(ends);
        heard.putAll(alsoHeard);
        heard.keySet().removeAll(unheard);
        return Reconciliation.of(
                new Books(stories, ends, heard, cluster, receipts, pushes, left, happened, losses, (_, _) -> paused));
    }

    private void told(String key, Told... answers) {
        told(Send.Kind.ORDER, key, answers);
    }

    private void told(Send.Kind kind, String key, Told... answers) {
        var send = new Send(kind, "user", key, "{}");
        var tries = Stream.of(answers)
                .map(it -> new Answer(BEGUN.plusMillis(10), 0, it))
                .toList();
        stories.add(new Story(send, BEGUN, tries));
    }

    private static Told decided(String decision, String sendId) {
        return new Told("k", 202, decision, sendId, 1, null, false);
    }

    private static Told refused() {
        return new Told("k", 503, null, null, 0, "storage-unavailable", false);
    }

    private static Told unknown(String sendId) {
        return new Told("k", 503, null, sendId, 0, "outcome-unknown", false);
    }

    private void ended(String key, String sendId, String state, String... accepted) {
        ends.put(sendId, List.of(end(key, sendId, "of-" + sendId, state)));
        var deliveries = Stream.of(accepted)
                .map(it -> new Receipt.Delivery("accepted", it))
                .toList();
        receipts.put(sendId, new Receipt(state, DEADLINE, deliveries));
    }

    private static Settled end(String key, String sendId, String eventId, String state) {
        return new Settled(eventId, sendId, key, state, BEGUN.plusSeconds(30));
    }

    private void pushed(String key, String sendId, String providerId, long atSeconds) {
        long at = BEGUN.plusSeconds(atSeconds).toEpochMilli();
        pushes.add(new Push("fcm", sendId, key, sendId, "device", at, 200, providerId));
    }

    private void froze(String provider, long from, long until) {
        var freeze = new ProviderFrozen(provider, Duration.ofSeconds(until - from));
        happened.add(new Happened(
                1, Kind.PROVIDER_FROZEN, freeze, BEGUN.plusSeconds(from), BEGUN.plusSeconds(until), "", ""));
    }
}

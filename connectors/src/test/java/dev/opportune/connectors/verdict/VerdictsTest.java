package dev.opportune.connectors.verdict;

import static dev.opportune.connectors.verdict.Verdict.DEVICE;
import static dev.opportune.connectors.verdict.Verdict.SETTINGS;
import static dev.opportune.connectors.verdict.Verdict.UNCLEAR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    private static final String SLIP = "environment: production";

    private final Verdicts verdicts = new Verdicts();

    @Test
    void an_app_that_never_got_through_blames_no_device_and_its_settings_from_the_tenth_on() {
        for (int i = 1; i < 10; i++) assertThat(refused("d" + i)).isEqualTo(UNCLEAR);
        assertThat(verdicts.slip()).isNull();
        for (int i = 0; i < 100; i++) assertThat(refused("e" + i)).isEqualTo(SETTINGS);
        assertThat(verdicts.slip()).isEqualTo(SLIP);
    }

    @Test
    void one_device_alone_makes_nobody_suspect_however_often_it_is_refused() {
        for (int i = 0; i < 100; i++) assertThat(refused("d")).isEqualTo(UNCLEAR);
    }

    @Test
    void an_app_that_gets_through_blames_the_device_be_they_few() {
        accept(1, 1);
        assertThat(refused("x")).isEqualTo(DEVICE);
        accept(1, 1_000);
        assertThat(refused("x")).isEqualTo(DEVICE);
    }

    @Test
    void an_app_that_got_through_and_does_no_longer_blames_three_more_and_its_settings_from_the_tenth_on() {
        accept(1, 1_000);
        for (int i = 1; i <= 3; i++) assertThat(refused("d" + i)).isEqualTo(DEVICE);
        for (int i = 4; i < 10; i++) assertThat(refused("d" + i)).isEqualTo(UNCLEAR);
        assertThat(refused("d10")).isEqualTo(SETTINGS);
    }

    @Test
    void others_that_are_accepted_end_the_suspicion() {
        for (int i = 0; i < 30; i++) assertThat(refused("d" + i)).isNotEqualTo(DEVICE);
        accept(1, 1);
        assertThat(verdicts.slip()).as("one of twenty").isEqualTo(SLIP);
        accept(2, 2);
        assertThat(verdicts.slip()).isNull();
        assertThat(refused("d31")).isEqualTo(UNCLEAR);
        accept(3, 10);
        assertThat(refused("d32")).isEqualTo(DEVICE);
    }

    /// A developer's own phone among the users', in the wrong environment.
    @Test
    void a_phone_that_is_accepted_now_and_then_does_not_make_the_many_others_to_blame() {
        for (int i = 0; i < 1_000; i++) {
            if (i % 50 == 10) verdicts.accepted("developer");
            else assertThat(refused("d" + i)).isIn(i < 19 ? Set.of(UNCLEAR, SETTINGS) : Set.of(SETTINGS));
        }
        assertThat(verdicts.areEstablished()).isFalse();
    }

    @Test
    void settings_are_established_once_they_reached_twenty_devices_and_remain_so() {
        for (int i = 0; i < 3; i++) accept(1, 19);
        assertThat(verdicts.areEstablished()).isFalse();
        accept(20, 20);
        for (int i = 0; i < 30; i++) assertThat(refused("d" + i)).isNotNull();
        assertThat(verdicts.areEstablished()).isTrue();
    }

    /// Against the rules as they read: all that was ever answered, looked through from its end.
    @Test
    void it_decides_as_the_last_twenty_devices_say() {
        var random = new SplittableRandom(11);
        Set<Verdict> seen = new HashSet<>();
        for (int history = 0; history < 400; history++) {
            var tried = new Verdicts();
            var all = new ArrayList<Answer>();
            double share = random.nextDouble() * random.nextDouble();
            int devices = 1 + random.nextInt(80);
            for (int i = 0; i < 200; i++) {
                var answer = new Answer("d" + random.nextInt(devices), random.nextDouble() < share);
                all.add(answer);
                if (answer.accepted) {
                    tried.accepted(answer.device);
                } else {
                    var verdict = tried.refused(answer.device, SLIP);
                    assertThat(verdict).as("history %d, step %d", history, i).isEqualTo(byTheRules(all));
                    seen.add(verdict);
                }
                assertThat(tried.slip() != null).isEqualTo(areSuspect(lastDevices(all)));
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(Verdict.values());
    }

    private record Answer(String device, boolean accepted) {}

    private static Verdict byTheRules(List<Answer> all) {
        var last = lastDevices(all);
        if (areSuspect(last)) return SETTINGS;
        return accepted(last) >= last.size() / 4.0 ? DEVICE : UNCLEAR;
    }

    private static boolean areSuspect(List<Answer> last) {
        boolean noneInARow = last.size() >= 10 && accepted(last.subList(0, 10)) == 0;
        return noneInARow || (last.size() == 20 && accepted(last) <= 1);
    }

    private static long accepted(List<Answer> answers) {
        return answers.stream().filter(Answer::accepted).count();
    }

    /// The latest first, each device once, twenty at most; of what went before a time when none of these was refused
    /// it is only known that somebody was accepted.
    private static List<Answer> lastDevices(List<Answer> all) {
        var last = new ArrayList<Answer>();
        for (int end = 1; end <= all.size(); end++) {
            var answer = all.get(end - 1);
            last.removeIf(it -> it.device.equals(answer.device));
            last.addFirst(answer);
            while (last.size() > 20) last.removeLast();
            if (last.stream().allMatch(Answer::accepted)) {
                last.clear();
                last.add(new Answer("somebody", true));
            }
        }
        return last;
    }

    private Verdict refused(String device) {
        return verdicts.refused(device, SLIP);
    }

    private void accept(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> verdicts.accepted("good" + i));
    }
}

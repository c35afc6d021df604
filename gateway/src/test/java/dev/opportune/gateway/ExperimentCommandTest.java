package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_plan_says_how_many_users_must_enter() {
        assertThat(run("--rate 0.05 --lift 0.2")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        A lift of 20 %, from 5 % to 6 %, is seen with a chance of 80 % when there are
                          between two arms:      33,917 users, 16,959 in each arm
                        1 comparison; all intervals together are wrong in at most 5 % of experiments, however often one looks.
                        """);
    }

    @Test
    void more_arms_and_a_hold_out_take_more_users_and_share_the_errors() {
        assertThat(run("--rate 0.05 --lift 0.2 --arms 3 --holdout 5 --power 0.9"))
                .isZero();
        assertThat(out.toString())
                .contains("6 comparisons")
                .containsPattern("between two arms: +[0-9]{2},[0-9]{3} users, [0-9]{2},[0-9]{3} in each arm")
                .containsPattern(
                        "against the hold-out: +[0-9]{3},[0-9]{3} users, [0-9]{1,2},[0-9]{3} of them held out");
    }

    @Test
    void a_lift_that_nobody_will_see_is_said_to_be_such() {
        assertThat(run("--rate 0.0001 --lift 0.0001")).isZero();
        assertThat(out.toString()).contains("between two arms:      more users than there are people\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 5 --lift 0.1 | --rate: 5.0 (expected: above 0 and below 1)",
                "--rate 0 --lift 0.1 | --rate: 0.0 (expected: above 0 and below 1)",
                "--rate NaN --lift 0.1 | --rate: NaN (expected: above 0 and below 1)",
                "--rate 0.05 --lift 0 | --lift: 0.0 (expected: above 0)",
                "--rate 0.6 --lift 0.7 | --lift: 0.7 (expected: a rate below 1 with it)",
                "--rate 0.05 --lift 0.1 --arms 1 | --arms: 1 (expected: 2 to 8)",
                "--rate 0.05 --lift 0.1 --holdout 51 | --holdout: 51.0 (expected: 0 to 50)",
                "--rate 0.05 --lift 0.1 --power 1 | --power: 1.0 (expected: above 0 and below 1)",
                "--rate x --lift 0.1 | Invalid value for option '--rate'",
                "--lift 0.1 | Missing required option: '--rate=SHARE'",
            })
    void an_option_that_makes_no_sense_is_named(String options, String expected) {
        assertThat(run(options)).isEqualTo(2);
        assertThat(err.toString()).contains(expected);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void without_a_word_it_says_what_there_is_to_do() {
        assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute("experiment"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Say what to do: plan.");
    }

    private int run(String options) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(("experiment plan " + options).split(" "));
    }
}

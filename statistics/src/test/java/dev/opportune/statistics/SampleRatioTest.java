package dev.opportune.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.opportune.statistics.Segment.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleRatioTest {

    private static Segment even(long a, long b) {
        return new Segment(List.of(new Share("a", 1, a), new Share("b", 1, b)));
    }

    /// The same factor, one user after another: each is as likely as the share so far has it (Pólya's urn), against
    /// the weights. No gamma function is in it.
    @Test
    void the_factor_is_that_of_one_user_after_another() {
        var chance = new Random(5);
        for (int i = 0; i < 200; i++) {
            int arms = 2 + chance.nextInt(4);
            var weights = new double[arms];
            var users = new long[arms];
            double all = 0;
            for (int arm = 0; arm < arms; arm++) {
                weights[arm] = 1 + chance.nextInt(100);
                all += weights[arm];
                users[arm] = chance.nextInt(3_000);
            }
            double expected = 0;
            long before = 0;
            for (int arm = 0; arm < arms; arm++) {
                double p = weights[arm] / all;
                for (long user = 0; user < users[arm]; user++) {
                    expected += Math.log((1_000 * p + user) / (1_000 + before++)) - Math.log(p);
                }
            }
            var shares = new ArrayList<Share>();
            for (int arm = 0; arm < arms; arm++) shares.add(new Share("arm-" + arm, weights[arm], users[arm]));
            assertThat(SampleRatio.of(List.of(new Segment(shares))).lnBayesFactor())
                    .isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void nobody_is_no_sign_of_anything() {
        assertThat(SampleRatio.of(List.of()).bayesFactor()).isEqualTo(1);
        assertThat(SampleRatio.of(List.of(even(0, 0))).bayesFactor()).isEqualTo(1);
        assertThat(SampleRatio.of(List.of(even(0, 0))).isSound()).isTrue();
    }

    @Test
    void a_thousand_to_one_is_where_it_warns() {
        assertThat(new SampleRatio(Math.log(1_000)).isSound()).isTrue();
        assertThat(new SampleRatio(Math.log(1_000) + 1e-9).isSound()).isFalse();
        assertThat(new SampleRatio(5_000).bayesFactor()).isFinite();
    }

    @Test
    void a_ratio_that_is_off_is_found_and_one_that_is_right_is_not() {
        assertThat(SampleRatio.of(List.of(even(5_000, 5_000))).isSound()).isTrue();
        assertThat(SampleRatio.of(List.of(even(5_070, 4_930))).isSound()).isTrue();
        assertThat(SampleRatio.of(List.of(even(5_300, 4_700))).isSound()).isFalse();
        assertThat(SampleRatio.of(List.of(even(4_700, 5_300))).isSound()).isFalse();
    }

    /// 50:50 and then 90:10: together 7,000 to 3,000, which neither weights would have.
    @Test
    void a_change_of_weights_is_no_broken_ratio() {
        var weighted = new Segment(List.of(new Share("a", 90, 4_500), new Share("b", 10, 500)));
        assertThat(SampleRatio.of(List.of(even(2_500, 2_500), weighted)).isSound())
                .isTrue();
        assertThat(SampleRatio.of(List.of(even(7_000, 3_000))).isSound()).isFalse();
    }

    @Test
    void signs_of_several_segments_add_up() {
        var weak = even(5_170, 4_830);
        assertThat(SampleRatio.of(List.of(weak)).isSound()).isTrue();
        assertThat(SampleRatio.of(List.of(weak, weak, weak, weak)).isSound()).isFalse();
    }

    @Test
    void the_hold_out_is_cut_first_and_the_arms_share_the_rest() {
        var weights = new LinkedHashMap<String, Integer>();
        weights.put("calm", 3);
        weights.put("urgent", 1);
        var segment = Segment.of(weights, 20, Map.of("calm", 600L, "holdout", 200L));
        assertThat(segment.shares())
                .containsExactly(new Share("calm", 60, 600), new Share("urgent", 20, 0), new Share("holdout", 20, 200));
        assertThat(Segment.of(weights, 0, Map.of()).shares())
                .containsExactly(new Share("calm", 75, 0), new Share("urgent", 25, 0));
    }

    @Test
    void users_of_an_arm_without_weight_are_no_sign_of_anything() {
        var closed = new Segment(List.of(new Share("a", 1, 500), new Share("b", 1, 500), new Share("c", 0, 3)));
        assertThat(SampleRatio.of(List.of(closed)).lnBayesFactor())
                .isEqualTo(SampleRatio.of(List.of(even(500, 500))).lnBayesFactor());
    }

    @Test
    void shares_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> new Segment(List.of(new Share("a", 0, 0))))
                .hasMessage("shares: no weight (expected: one above 0)");
        assertThatThrownBy(() -> new Share("a", -1, 0)).hasMessage("weight: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new Share("a", 1, -1)).hasMessage("users: -1 (expected: >= 0)");
        assertThatThrownBy(() -> Segment.of(Map.of("a", 1), 100, Map.of()))
                .hasMessage("holdout: 100.0 (expected: 0 to 100)");
    }
}

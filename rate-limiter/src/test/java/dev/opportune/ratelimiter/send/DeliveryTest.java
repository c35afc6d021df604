package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryTest {

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "NOT_SENT", "UNCONFIRMED"})
    void what_may_be_tried_again_is_tried_a_bounded_number_of_times(Outcome outcome) {
        var delivery = new Delivery("phone", "shop-ios", "00", null, null, null, 0, 0, 0, true);
        int attempts = 0;
        while (delivery.isOpen() && attempts < 1000) {
            delivery = delivery.with(outcome, "SaidNobodyYet", null, attempts);
            attempts++;
        }
        assertThat(attempts).isEqualTo(Delivery.MAX_ATTEMPTS);
        assertThat(delivery.reason()).as("stays readable").isEqualTo("SaidNobodyYet");
    }
}

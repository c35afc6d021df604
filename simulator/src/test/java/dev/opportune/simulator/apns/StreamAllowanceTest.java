package dev.opportune.simulator.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.wire.ConnectionHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamAllowanceTest {

    private final List<Object> said = new ArrayList<>();
    private int largestStreams = Integer.MAX_VALUE;
    private final StreamAllowance allowance = new StreamAllowance(new ConnectionHandle() {
        @Override
        public void allowStreams(int streams) {
            said.add(streams);
        }

        @Override
        public int largestStreams() {
            return largestStreams;
        }

        @Override
        public void goAway(String reason) {
            said.add(reason);
        }
    });

    @Test
    void authentication_opens_a_thousand_streams_once() {
        allowance.authenticated();
        allowance.authenticated();
        assertThat(said).containsExactly(1000);
    }

    @Test
    void a_device_token_error_halves_the_streams_and_a_success_doubles_them() {
        allowance.authenticated();
        allowance.refused(ApnsReason.BAD_DEVICE_TOKEN);
        allowance.refused(ApnsReason.DEVICE_TOKEN_NOT_FOR_TOPIC);
        allowance.succeeded();
        allowance.succeeded();
        allowance.succeeded();
        assertThat(said).containsExactly(1000, 500, 250, 500, 1000);
    }

    @Test
    void halving_begins_at_what_a_script_holds_the_connection_to() {
        largestStreams = 8;
        allowance.authenticated();
        allowance.refused(ApnsReason.BAD_DEVICE_TOKEN);
        allowance.refused(ApnsReason.BAD_DEVICE_TOKEN);
        allowance.succeeded();
        assertThat(said).containsExactly(1000, 4, 2, 4);
    }

    @Test
    void a_gone_device_costs_nothing() {
        allowance.authenticated();
        allowance.refused(ApnsReason.UNREGISTERED);
        allowance.refused(ApnsReason.TOO_MANY_REQUESTS);
        assertThat(said).containsExactly(1000);
    }

    @Test
    void fifty_device_token_errors_in_a_row_end_the_connection_and_never_take_the_last_stream() {
        allowance.authenticated();
        for (int i = 0; i < 49; i++) allowance.refused(ApnsReason.BAD_DEVICE_TOKEN);
        assertThat(said).containsExactly(1000, 500, 250, 125, 62, 31, 15, 7, 3, 1);
        allowance.refused(ApnsReason.BAD_DEVICE_TOKEN);
        assertThat(said).endsWith("BadDeviceToken");
    }
}

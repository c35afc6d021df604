package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final ConnectFailure REFUSED = ConnectFailure.of(new ConnectException("Connection refused"));

    private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(15).toNanos();
    private final Reach reach = new Reach("FCM", new Endpoint("fcm.example", 443), Egress.DIRECT, () -> nowNanos);

    @Test
    void ten_seconds_without_a_connection_are_an_outage_with_host_port_and_cause() {
        reach.tries();
        reach.couldNotOpen(REFUSED);
        pass(Reach.PATIENCE.minusNanos(1));
        assertThat(reach.outage()).isNull();
        pass(Duration.ofNanos(1));
        assertThat(reach.outage()).isEqualTo("no connection to FCM at fcm.example:443: refused");
    }

    @Test
    void the_latest_cause_is_told_and_the_time_counts_from_the_first_try() {
        reach.tries();
        reach.couldNotOpen(REFUSED);
        pass(Duration.ofSeconds(6));
        reach.tries();
        reach.couldNotOpen(ConnectFailure.of(new UnknownHostException("fcm.example")));
        pass(Duration.ofSeconds(4));
        assertThat(reach.outage()).endsWith("unknown host");
    }

    @Test
    void nobody_who_did_not_try_has_an_outage() {
        pass(Duration.ofHours(1));
        assertThat(reach.outage()).isNull();
        reach.tries();
        assertThat(reach.outage()).as("still trying").isNull();
    }

    @Test
    void one_connection_of_any_lane_ends_it_and_its_end_begins_the_time_anew() {
        reach.tries();
        reach.couldNotOpen(REFUSED);
        pass(Duration.ofMinutes(1));
        reach.opened();
        assertThat(reach.outage()).isNull();
        reach.couldNotOpen(REFUSED);
        pass(Duration.ofMinutes(1));
        assertThat(reach.outage()).as("another lane's failure").isNull();
        reach.ended();
        reach.tries();
        reach.couldNotOpen(REFUSED);
        assertThat(reach.outage()).isNull();
        pass(Reach.PATIENCE);
        assertThat(reach.outage()).isNotNull();
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }
}

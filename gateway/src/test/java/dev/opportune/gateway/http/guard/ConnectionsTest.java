package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.config.HttpConfig;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final Address HERE = new Address(1);
    private static final Address THERE = new Address(2);

    @Test
    void fewer_descriptors_are_a_reason_of_their_own() {
        var connections = new Connections(new HttpConfig.Connections(100, 100), 1);

        assertThat(connections.enter(HERE)).isEmpty();
        assertThat(connections.enter(HERE)).contains(Refused.DESCRIPTORS);
        connections.leave(HERE);
        assertThat(connections.enter(THERE)).isEmpty();
    }

    @Test
    void one_address_gets_half_of_few_descriptors() {
        var connections = new Connections(new HttpConfig.Connections(100, 50), 4);

        assertThat(connections.enter(HERE)).isEmpty();
        assertThat(connections.enter(HERE)).isEmpty();
        assertThat(connections.enter(HERE)).contains(Refused.ADDRESS);
        assertThat(connections.enter(THERE)).isEmpty();
    }

    @Test
    void an_address_whose_connections_are_cut_again_and_again_is_on_probation_and_no_other() {
        var connections = new Connections(new HttpConfig.Connections(100, 50), 1_000);
        assertThat(connections.enter(HERE)).isEmpty();
        for (int i = 0; i < 10; i++) connections.blame(HERE);
        assertThat(connections.isOnProbation(HERE)).isFalse();
        connections.blame(HERE);
        connections.blame(HERE);
        assertThat(connections.isOnProbation(HERE)).isTrue();
        assertThat(connections.isOnProbation(THERE)).isFalse();

        connections.leave(HERE);
        connections.forget();
        assertThat(connections.isOnProbation(HERE)).as("it may not begin anew").isTrue();
    }

    @Test
    void behind_a_proxy_no_address_is_blamed() {
        var connections = new Connections(new HttpConfig.Connections(100, 100), 1_000);
        assertThat(connections.enter(HERE)).isEmpty();
        for (int i = 0; i < 100; i++) connections.blame(HERE);
        assertThat(connections.isOnProbation(HERE)).isFalse();
    }

    @Test
    void a_network_of_ipv6_is_one_address() {
        assertThat(address("2001:db8:1:2::1")).isEqualTo(address("2001:db8:1:2:ffff::2"));
        assertThat(address("2001:db8:1:2::1")).isNotEqualTo(address("2001:db8:1:3::1"));
        assertThat(address("192.0.2.1")).isNotEqualTo(address("192.0.2.2"));
        assertThat(address("::ffff:192.0.2.1")).isEqualTo(address("192.0.2.1"));
    }

    private static Address address(String text) {
        return Address.of(InetAddress.ofLiteral(text));
    }
}

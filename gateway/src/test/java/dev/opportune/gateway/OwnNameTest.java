package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class OwnNameTest {

    @Test
    void a_process_is_called_after_its_machine() {
        assertThat(OwnName.of(() -> InetAddress.getByAddress("node-7", new byte[] {10, 0, 0, 7}), 12))
                .isEqualTo("node-7-12");
    }

    @Test
    void a_machine_whose_own_name_does_not_resolve_gets_one_that_is_nobody_elses() {
        OwnName.Machine unresolved = () -> {
            throw new UnknownHostException("pod-7: pod-7: Name or service not known");
        };
        var name = OwnName.of(unresolved, 1);

        assertThat(name).matches("host-[0-9a-f]{8}-1");
        assertThat(OwnName.of(unresolved, 1)).isNotEqualTo(name);
    }
}

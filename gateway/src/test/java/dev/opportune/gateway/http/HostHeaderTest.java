package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HostHeaderTest {

    /// The same rule (RFC 9112, section 3.2; RFC 3986, section 3.2.2) as a pattern.
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+;=%-]*|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");

    private static final List<String> PARTS = List.of(
            "a", "Z", "g", "F", "0", "9", ".", "-", "%", "'", "[", "]", ":", ":8080", ":123456", "[::1]", "/", "@", " ",
            "é");

    @Test
    void a_host_is_what_the_rule_says_however_it_is_put_together() {
        var random = new SplittableRandom(20261129);
        int hosts = 0;
        for (int n = 0; n < 200_000; n++) {
            var host = new StringBuilder();
            for (int parts = random.nextInt(6); parts > 0; parts--) {
                host.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            boolean expected = HOST.matcher(host).matches();
            assertThat(HostHeader.isHost(host.toString())).as("%s", host).isEqualTo(expected);
            if (expected) hosts++;
        }
        assertThat(hosts).as("both kinds are tried").isBetween(20_000, 180_000);
    }
}

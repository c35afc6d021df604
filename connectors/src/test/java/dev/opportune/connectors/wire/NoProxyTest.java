package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoProxyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                       | fcm.googleapis.com | 443 | true
            googleapis.com          | fcm.googleapis.com | 443 | true
            .googleapis.com         | fcm.googleapis.com | 443 | true
            *.googleapis.com        | FCM.GoogleAPIs.com | 443 | true
            GOOGLEAPIS.COM          | googleapis.com     | 443 | true
            googleapis.com          | googleapis.com.    | 443 | true
            googleapis.com          | evilgoogleapis.com | 443 | false
            googleapis.com          | googleapis.com.evil | 443 | false
            fcm.googleapis.com:443  | fcm.googleapis.com | 443 | true
            fcm.googleapis.com:8443 | fcm.googleapis.com | 443 | false
            10.0.0.0/8              | 10.200.1.2         | 443 | true
            10.0.0.0/8              | 11.0.0.1           | 443 | false
            10.128.0.0/9            | 10.127.255.255     | 443 | false
            10.128.0.0/9            | 10.128.0.0         | 443 | true
            10.0.0.0/8              | ten.example        | 443 | false
            192.0.2.7               | 192.0.2.7          | 443 | true
            192.0.2.7               | 192.0.2.70         | 443 | false
            192.0.2.7:443           | 192.0.2.7          | 443 | true
            fd00::/8                | fd12::1            | 443 | true
            fd00::/8                | fe80::1            | 443 | false
            2001:db8::1             | 2001:db8::1        | 443 | true
            a.example, b.example    | b.example          | 443 | true
            a.example b.example     | a.example          | 443 | true
            ''                      | fcm.googleapis.com | 443 | false
            """)
    void an_entry_covers_what_other_programs_take_it_for(String list, String host, int port, boolean covered) {
        assertThat(NoProxy.parse(list).has(new Endpoint(host, port))).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "fcm.localhost", "127.0.0.1", "127.3.2.1", "::1"})
    void this_machine_is_reached_straight(String host) {
        assertThat(NoProxy.NONE.has(new Endpoint(host, 443))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "http://a.example", "a/b", "a.example:x", "a*b"})
    void what_is_no_entry_is_named(String entry) {
        assertThatThrownBy(() -> NoProxy.parse("a.example," + entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + entry + "\" (expected: " + NoProxy.EXPECTED + ")");
    }

    @Test
    void connections_of_the_jdk_go_the_same_way() throws IOException {
        var proxy = new Proxy(new Endpoint("proxy.example.invalid", 3128), new Proxy.Login("gateway", "secret"));
        var egress = new Egress(proxy, NoProxy.parse("straight.example"));

        assertThat(egress.open(URI.create("https://sts.googleapis.com/v1/token").toURL())
                        .usingProxy())
                .isTrue();
        for (String straight : new String[] {"https://straight.example/", "https://[::1]:8443/", "http://127.0.0.1/"}) {
            assertThat(egress.open(URI.create(straight).toURL()).usingProxy())
                    .as(straight)
                    .isFalse();
        }
        assertThat(proxy + " " + egress).doesNotContain("secret");
    }
}

package dev.opportune.gateway.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.ratelimiter.User;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A request to forget a device, or a path that somebody put together wrongly, must never erase a user: whatever routes
/// the requests must take the path as it came.
class ErasureIT {

    private static final List<String> USERS = List.of("ada", "devices", "v1", "users", "..", ".");

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @ParameterizedTest
    @MethodSource("paths")
    void only_the_exact_path_of_a_user_erases_it(String path) {
        for (String user : USERS) create(user);

        String answer = gateway.raw("DELETE " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer full-key\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4");
        assertThat(gateway.users.all).containsOnlyKeys(USERS);
    }

    /// Each way to write a device's id that a careless router makes an address of its own of.
    static Stream<String> paths() {
        var segments = List.of(
                "",
                ".",
                "..",
                "%2E",
                "%2e%2e",
                "%2E%2E",
                ".%2E",
                "%2F",
                "..%2F..",
                "%2E%2E%2F%2E%2E",
                "%5C..",
                "..;",
                ";",
                "%00",
                "%",
                "%2",
                "%zz",
                "%c0%ae%c0%ae",
                "%252E%252E",
                "+",
                "%20");
        var users = Stream.of("/v1/users/ada/", "/v1/users/ada/devices/", "/v1/users/ada/devices/phone/../../");
        var around = Stream.of(
                "/v1/users/ada/",
                "/v1/users//ada",
                "//v1/users/ada",
                "/v1//users/ada",
                "/v1/./users/ada",
                "/v1/users/./ada",
                "/v1/users/x/../ada",
                "/v1/users/ada/.",
                "/v1/users/ada/devices",
                "/v1/users/ada/devices/",
                "/v1/users/ada//devices/phone",
                "/v1/users//devices/phone",
                "/v1/users/ada/devices//",
                "/v1/users/",
                "/v1/users",
                "/v1/users/ada;x=1/",
                "/V1/users/ada",
                "/v1/Users/ada",
                "/v1/users/ada%2F",
                "/v1/users/%",
                "/v1%2Fusers%2Fada",
                "/%76%31/users/ada",
                "/v1/users/ada%00",
                "/v1/users/ada\\");
        return Stream.concat(
                        users.flatMap(user -> segments.stream().flatMap(it -> Stream.of(user + it, user + it + "/"))),
                        around)
                .distinct();
    }

    @Test
    void a_device_may_be_called_what_a_path_would_climb_by() {
        create("ada");
        for (String device : List.of("%2E%2E", "%2E", "%2F", "a%2Fb")) {
            String path = "/v1/users/ada/devices/" + device;
            assertThat(gateway.call("PUT", path, "{'app':'shop-ios','device_token':'t'}")
                            .status())
                    .as(device)
                    .isEqualTo(201);

            var answer = gateway.call("DELETE", path, null);

            assertThat(answer.status()).as(device).isEqualTo(204);
            assertThat(gateway.users.all).containsKey("ada");
        }
    }

    @Test
    void a_user_is_erased_by_its_own_path_however_it_is_encoded() {
        for (String path : List.of("/v1/users/ada", "/v1/users/%61da", "/v1/users/%61%64%61")) {
            create("ada");

            assertThat(gateway.call("DELETE", path, null).status()).isEqualTo(204);
            assertThat(gateway.users.all).doesNotContainKey("ada");
        }
    }

    private static void create(String user) {
        gateway.users.all.put(
                user,
                new User(
                        new User.Profile(null, null, null, null, null),
                        List.of(),
                        new User.Preferences(null, Map.of(), Map.of())));
    }
}

package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTest {

    private static final Route USER = Route.of("/v1/users/{user}", Map.of());

    @Test
    void a_path_is_matched_as_it_came() {
        assertThat(USER.match(List.of("v1", "users", "%2E%2E"))).hasValue(List.of("%2E%2E"));
        assertThat(USER.match(List.of("v1", "users", ""))).isEmpty();
        assertThat(USER.match(List.of("v1", "users", "ada", ""))).isEmpty();
    }

    @Test
    void no_two_routes_share_an_address() {
        var routes = List.of(USER, Route.of("/v1/users/{somebody}", Map.of()));
        var vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> new GatewayRouter(
                            vertx, Authenticator.insecure(), routes, new HttpMetrics(new SimpleMeterRegistry())))
                    .hasMessage("/v1/users/{somebody} is served twice");
        } finally {
            vertx.close().await();
        }
    }
}

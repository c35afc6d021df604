package dev.opportune.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.NodeAddress;
import dev.opportune.ratelimiter.redis.RedisListener.Outcome;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void a_gauge_is_the_sum_of_what_the_lanes_say() {
        var sums = new LaneSums(registry);
        sums.add("held", "", Tags.of("app", "a"), () -> 2);
        sums.add("held", "", Tags.of("app", "a"), () -> 3);
        sums.add("held", "", Tags.of("app", "b"), () -> 7);

        assertThat(registry.get("held").tag("app", "a").gauge().value()).isEqualTo(5);
        assertThat(registry.get("held").tag("app", "b").gauge().value()).isEqualTo(7);
    }

    @Test
    void a_gauge_is_the_least_of_what_the_lanes_say_that_say_something() {
        var leasts = new LaneLeasts(registry);
        leasts.add("first", "seconds", "", Tags.empty(), () -> Double.NaN);
        assertThat(registry.get("first").gauge().value()).isNaN();
        leasts.add("first", "seconds", "", Tags.empty(), () -> 3);
        leasts.add("first", "seconds", "", Tags.empty(), () -> 2);
        leasts.add("first", "seconds", "", Tags.empty(), () -> Double.NaN);

        assertThat(registry.get("first").gauge().value()).isEqualTo(2);
    }

    @Test
    void only_the_policy_in_force_is_shown() throws Exception {
        var policy = new AtomicReference<>(policy("monday"));
        var info = new PolicyInfo(registry, policy::get);
        policy.set(policy("tuesday"));
        info.look();
        info.look();

        assertThat(registry.get("opportune.policy.info").gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.getId().getTag("version")).isEqualTo("tuesday"));
    }

    @Test
    void a_command_that_was_never_written_took_no_time() {
        var redis = new RedisMetrics(registry).node(new NodeAddress("redis", 6379));
        redis.ended(Outcome.OK, 1_000);
        redis.ended(Outcome.NOT_SENT, 0);

        assertThat(registry.get("opportune.redis").timer().count()).isEqualTo(1);
        assertThat(registry.get("opportune.redis.commands")
                        .tag("outcome", "not_sent")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void replicas_are_what_the_lane_told_that_looked_last() {
        var redis = new RedisMetrics(registry);
        redis.node(new NodeAddress("redis", 6379)).replicas(2, 40);
        redis.node(new NodeAddress("redis", 6379)).replicas(1, 0);

        assertThat(registry.get("opportune.redis.replicas").gauge().value()).isEqualTo(1);
        assertThat(registry.get("opportune.redis.replica.lag").gauge().value()).isZero();
    }

    @Test
    void connections_that_ended_are_not_open() {
        var provider = new ProviderMetrics("shop", registry);
        provider.opened();
        provider.opened();
        provider.ended();
        provider.couldNotOpen();

        assertThat(registry.get("opportune.provider.open.connections").gauge().value())
                .isEqualTo(1);
    }

    private static Policy policy(String version) throws PolicyException {
        return PolicyFile.parse("version: \"" + version + "\"\ncategories: {news: {class: promotional}}", "test");
    }
}

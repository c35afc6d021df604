package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.v1.Rehearsal;
import dev.opportune.simulator.record.PushQuery;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a gateway does before it is ready.
class RehearsalIT {

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: Pacific/Auckland, quiet_hours: "22:00-08:00"}
            caps: {one: {limit: 1, window: PT1H}}
            categories:
              flash-sale: {class: promotional, caps: [one], quiet_hours: ignore}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void a_rehearsal_ends_in_time_leaves_nothing_in_redis_pushes_nothing_and_counts_nothing() throws Exception {
        long patience = Rehearsal.AT_MOST.multipliedBy(5).toSeconds(); // a shared machine may pause
        int sends = gateway.gateway.rehearse().await(patience, TimeUnit.SECONDS);

        assertThat(sends).isPositive();
        assertThat(gateway.redis.keysNaming("{").split("\\s+", -1))
                .as("keys of partitions, in which all users and sends are, less what connectors share of a quota")
                .filteredOn(key -> !key.contains(":l:fcm/"))
                .allMatch(String::isEmpty);
        assertThat(gateway.simulator.pushes(PushQuery.all())).isEmpty();
        assertThat(gateway.meters.scrape()).doesNotContain("route=\"/v1/sends\"");
    }

    @Test
    void a_gateway_whose_redis_is_away_is_not_held_up() throws Exception {
        gateway.redis.freeze();
        try {
            int _ = gateway.gateway
                    .rehearse()
                    .await(Rehearsal.AT_MOST.multipliedBy(10).toSeconds(), TimeUnit.SECONDS);
        } finally {
            gateway.redis.thaw();
        }
    }
}

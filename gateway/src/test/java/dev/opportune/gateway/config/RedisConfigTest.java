package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.redis.NodeAddress;
import dev.opportune.ratelimiter.redis.RedisServers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where Redis is, in each way to say it.
class RedisConfigTest {

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() throws IOException {
        files = new ConfigFolder(folder);
    }

    @Test
    void sentinels_and_the_name_of_their_master_are_one_uri() {
        var config = files.good("""
                policy_file: policy.yaml
                redis: {uri: "redis-sentinel://a.example:5000,b.example/shop-master"}
                """);

        assertThat(config.redis().servers())
                .isEqualTo(new RedisServers.Sentinels(
                        List.of(new NodeAddress("a.example", 5000), new NodeAddress("b.example", 26379)),
                        "shop-master",
                        false));
        assertThat(config.redis().servers()).hasToString("redis-sentinel://a.example:5000,b.example:26379/shop-master");
    }

    @Test
    void what_speaks_later_of_where_redis_is_stands_alone() {
        var file = "policy_file: policy.yaml\nredis: {uri: redis://one}";
        var environment = Map.of("OPPORTUNE_REDIS_URIS", "redis://a, redis://b");
        assertThat(redis(files.load(file, environment, List.of())))
                .isEqualTo(new RedisServers.Cluster(List.of(URI.create("redis://a"), URI.create("redis://b"))));
        assertThat(redis(files.load(file, environment, List.of("redis.uri=redis://two"))))
                .isEqualTo(new RedisServers.Single(URI.create("redis://two")));
        assertThat(files.load(file, Map.of(), List.of("redis.uri=redis://two", "redis.uris=redis://a")))
                .asString()
                .contains("redis.uris: beside uri (expected: redis.uri or redis.uris)");
    }

    @Test
    void a_cluster_is_said_in_place_of_a_server_wherever_it_may_be_said() {
        var cluster = new RedisServers.Cluster(
                List.of(URI.create("rediss://a.example:7000"), URI.create("rediss://b.example")));
        var policy = "policy_file: policy.yaml";
        var uris = "rediss://a.example:7000, rediss://b.example";

        assertThat(files.good(policy + "\nredis: {uris: [" + uris + "]}")
                        .redis()
                        .servers())
                .isEqualTo(cluster);
        assertThat(redis(files.load(policy, Map.of("OPPORTUNE_REDIS_URIS", uris), List.of())))
                .isEqualTo(cluster);
        assertThat(redis(files.load(policy, Map.of(), List.of("redis.uris=" + uris))))
                .isEqualTo(cluster);
    }

    private static RedisServers redis(Loaded<GatewayConfig> loaded) {
        return switch (loaded) {
            case Loaded.Good<GatewayConfig>(var config) -> config.redis().servers();
            case Loaded.Bad<GatewayConfig>(var problems) -> throw new AssertionError(problems);
        };
    }
}

package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Three gateways, Redis and the providers. Ends what it started, however this process ends.
public final class Fleet implements AutoCloseable {

    public static final int GATEWAYS = Redis.WAYS;

    private final Redis redis;
    private final Providers providers;
    private final String key;
    private final List<GatewayProcess> gateways = new ArrayList<>();

    private Fleet(Redis redis, Providers providers, String key) {
        this.redis = redis;
        this.providers = providers;
        this.key = key;
    }

    /// Starts all of it and waits until it is ready.
    public static Fleet start(Place place) throws IOException, InterruptedException {
        var key = new byte[24];
        new SecureRandom().nextBytes(key);
        var redis = Redis.start(place);
        var fleet =
                new Fleet(redis, new Providers(place.control()), HexFormat.of().formatHex(key));
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::close));
        fleet.providers.takeTheirTime();
        for (int i = 0; i < GATEWAYS; i++) {
            var gateway = GatewayProcess.prepare(place, i, redis.configured(i), fleet.key);
            fleet.gateways.add(gateway);
            gateway.start();
        }
        for (var gateway : fleet.gateways) gateway.awaitReady();
        return fleet;
    }

    public List<GatewayProcess> gateways() {
        return List.copyOf(gateways);
    }

    public GatewayProcess gateway(int number) {
        return gateways.get(number);
    }

    public Redis redis() {
        return redis;
    }

    /// The cluster; there is one where its disturbances are drawn.
    public RedisCluster cluster() {
        return (RedisCluster) redis;
    }

    public Providers providers() {
        return providers;
    }

    /// Of the caller who may do all that a run does.
    public String key() {
        return key;
    }

    /// What phones have.
    ///
    /// @param platform `ios` or `android`
    public String ingestKey(String platform) {
        return GatewayFiles.ingestKey(platform, key);
    }

    @Override
    public void close() {
        for (var gateway : gateways) gateway.close();
        try {
            redis.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a way to Redis does not end", e);
        }
    }
}

package dev.opportune.benchmarks.bare;

import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.gateway.config.AppConfig;
import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.ratelimiter.redis.RedisServers;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Vert.x' HTTP server, one EVALSHA of a counter and an XADD, Pushy or Vert.x' HTTP client, the answer: on the
/// gateway's own kind of event loops, with no JSON read, no user looked up, nothing decided and no send
/// kept. Takes a gateway's configuration, uses its Redis and its first apps at Apple and Google, answers
/// `POST /v1/sends` on a port for each of them and prints these.
public final class BarePipeline {

    private static final long START_SECONDS = 100;

    private BarePipeline() {}

    /// Runs until it is ended.
    ///
    /// @param args a gateway's configuration
    public static void main(String[] args) throws Exception {
        if (args.length != 1) throw new IllegalArgumentException("expected: a gateway's configuration");
        var config = config(Path.of(args[0]));
        int lanes = config.lanes();
        if (!(config.redis().servers() instanceof RedisServers.Single(var redis))) {
            throw new IllegalArgumentException("redis: " + config.redis().servers() + " (expected: one server)");
        }
        var vertx = Gateway.vertx(lanes);
        var apns = apns(config);
        var fcm = fcm(config);
        var account = BareFcm.Account.of(fcm);
        int toApns = serve(vertx, lanes, redis, (_, context) -> BareApns.connect(context, apns));
        int toFcm = serve(vertx, lanes, redis, (here, _) -> new BareFcm(here, fcm, account));
        System.out.println("apns     port " + toApns);
        System.out.println("fcm      port " + toFcm);
        System.out.flush();
        new CountDownLatch(1).await();
    }

    private static int serve(Vertx vertx, int lanes, URI redis, BarePush.Maker maker) throws Exception {
        int port = freePort();
        var options = new DeploymentOptions().setInstances(lanes);
        var _ = vertx.deployVerticle(() -> new BareLane(vertx, port, redis, maker), options)
                .await(START_SECONDS, TimeUnit.SECONDS);
        return port;
    }

    private static GatewayConfig config(Path file) {
        return switch (ConfigFile.load(file, Map.of(), List.of())) {
            case Loaded.Good<GatewayConfig>(var config) -> config;
            case Loaded.Bad<GatewayConfig>(var problems) -> throw new IllegalArgumentException(problems.toString());
        };
    }

    private static ApnsSettings apns(GatewayConfig config) {
        for (var app : config.apps()) {
            if (app instanceof AppConfig.Apns apns) return apns.settings();
        }
        throw new IllegalArgumentException("apps: none at Apple (expected: one)");
    }

    private static FcmSettings fcm(GatewayConfig config) {
        for (var app : config.apps()) {
            if (app instanceof AppConfig.Fcm fcm) return fcm.settings();
        }
        throw new IllegalArgumentException("apps: none at Google (expected: one)");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

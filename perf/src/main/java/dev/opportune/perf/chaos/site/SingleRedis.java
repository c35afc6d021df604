package dev.opportune.perf.chaos.site;

import dev.opportune.perf.chaos.link.RedisProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One Redis, and a way there for each gateway.
record SingleRedis(RedisProcess process, List<RedisProxy> ways, String durability) implements Redis {

    static SingleRedis start(Path server, Path folder, String durability) throws IOException, InterruptedException {
        var process = RedisProcess.start(server, folder, Place.freePort(), List.of());
        var ways = new ArrayList<RedisProxy>();
        for (int i = 0; i < WAYS; i++) ways.add(RedisProxy.start(process.port()));
        return new SingleRedis(process, List.copyOf(ways), durability);
    }

    @Override
    public String configured(int gateway) {
        return "uri: \"redis://127.0.0.1:%d\", durability: %s"
                .formatted(ways.get(gateway).port(), durability);
    }

    @Override
    public RedisProxy way(int number) {
        return ways.get(number);
    }

    @Override
    public List<RedisProcess> masters() {
        return List.of(process);
    }

    @Override
    public void awaitWhole() {
        // it is when it was started
    }

    @Override
    public void close() throws IOException {
        process.close();
        for (var way : ways) way.close();
    }
}

package dev.opportune.benchmarks.routing;

import dev.opportune.benchmarks.routing.Side.Cost;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// **Question**: what does it cost a request to be routed by the gateway's own table, and what by Vert.x Web?
///
/// **Workload**: `POST /v1/sends` with a body of about 400 bytes, read and digested and admitted by nobody; and `DELETE
/// /v1/users/{user}/devices/{device_id}`. 64 requests at once over one clear-text HTTP/2 connection, each side on an
/// event loop of its own in one process. The sides by turns, in another order each round; counted is what the server's
/// thread used, and the differences to the control are medians over the rounds.
///
/// **Command**: `java -cp benchmarks/target/benchmarks.jar dev.opportune.benchmarks.routing.RoutingComparison [rounds]`
public final class RoutingComparison {

    private static final int REQUESTS = 20_000;
    private static final int WARM_UP_ROUNDS = 4;
    private static final String ROUNDS = "15";
    private static final Buffer SEND = Buffer.buffer("""
            {"user":"user-42","category":"flash-sale","campaign":"rain-2026-11","ref":"r-1",
             "content":{"title":"Raincoats, one hour only","body":"30 percent off while it pours",
                        "action":{"label":"Shop now","link":"shop://sale/raincoats"},
                        "data":{"sku":"R-1","price":"49.90"}},
             "moment":{"ttl":"PT5M"},
             "devices":[{"app":"shop-android","device_token":"user-42-dXKq2vT8QnWf0yLm3bHs7c"}]}
            """);

    /// The control comes first.
    private final List<Side> sides;

    private RoutingComparison(String template, RequestOptions request, Buffer body) {
        sides = Stream.of(Routing.values())
                .map(it -> new Side(it, template, request, body))
                .toList();
    }

    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments.length == 0 ? ROUNDS : arguments[0]);
        System.out.println("| request | routed by | CPU µs | allocated B | beyond the control: CPU µs | B |");
        System.out.println("|---|---|---|---|---|---|");
        new RoutingComparison(
                        "/v1/sends",
                        new RequestOptions()
                                .setMethod(HttpMethod.POST)
                                .setURI("/v1/sends")
                                .putHeader("content-type", "application/json"),
                        SEND)
                .run("POST /v1/sends", rounds);
        new RoutingComparison(
                        "/v1/users/{user}/devices/{device_id}",
                        new RequestOptions().setMethod(HttpMethod.DELETE).setURI("/v1/users/ada/devices/phone"),
                        Buffer.buffer())
                .run("DELETE …/devices/{device_id}", rounds);
    }

    private void run(String title, int rounds) {
        var order = new ArrayList<>(sides);
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            Collections.rotate(order, 1);
            for (var side : order) {
                var cost = side.measure(REQUESTS);
                if (round >= 0) side.costs.add(cost);
            }
        }
        for (var side : sides) {
            var more = beyond(side.costs, sides.getFirst().costs);
            System.out.printf(
                    Locale.ROOT,
                    "| `%s` | %s | %.1f | %,.0f | %.2f | %,.0f |%n",
                    title,
                    side.routing.title,
                    median(side.costs, Cost::cpuMicros),
                    median(side.costs, Cost::bytes),
                    median(more, Cost::cpuMicros),
                    median(more, Cost::bytes));
        }
        sides.forEach(Side::close);
    }

    /// Round by round, so that what the machine did meanwhile is in both.
    private static List<Cost> beyond(List<Cost> some, List<Cost> control) {
        var differences = new ArrayList<Cost>();
        for (int i = 0; i < some.size(); i++) {
            differences.add(new Cost(
                    some.get(i).cpuMicros() - control.get(i).cpuMicros(),
                    some.get(i).bytes() - control.get(i).bytes()));
        }
        return differences;
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> of) {
        var sorted = costs.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

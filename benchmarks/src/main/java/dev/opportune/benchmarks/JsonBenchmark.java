package dev.opportune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.connectors.wire.JsonBytes;
import dev.opportune.gateway.json.JsonCopy;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: what would trees cost where JSON is read and written by hand?
///
/// **Workload**: reading the body of one send of about 400 bytes, and writing one message of about 250. `read_by_hand`
/// reads it whole: every limit checked and the digest computed. `pass_by_hand` is the strict pass alone, which keeps
/// the text; the trees are only built, and nothing of them is checked yet.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar JsonBenchmark -prof gc`
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 40, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JsonBenchmark {

    private static final int MOST_BYTES = 64 * 1024;
    private static final String DEVICE_TOKEN = "user-42-dXKq2vT8QnWf0yLm3bHs7c";
    private static final String TITLE = "Raincoats, one hour only";
    private static final String BODY = "30 % off while it pours – today";
    private static final String LINK = "shop://sale/raincoats";

    private final JsonMapper mapper = new JsonMapper();
    private final JsonBytes json = new JsonBytes();
    private final Buffer body = new Workload().nextBody();
    private final byte[] bytes = body.getBytes();

    @Benchmark
    public SendRequest read_by_hand() {
        return Workload.read(body);
    }

    @Benchmark
    public Parsed<String> pass_by_hand() {
        return JsonIn.read(body, in -> JsonCopy.object(in, MOST_BYTES));
    }

    @Benchmark
    public JsonNode read_as_tree_of_jackson() throws IOException {
        return mapper.readTree(bytes);
    }

    @Benchmark
    public JsonObject read_as_tree_of_vertx() {
        return body.toJsonObject();
    }

    @Benchmark
    public byte[] write_by_hand() {
        json.restart().open("message").text("token", DEVICE_TOKEN);
        json.open("notification").text("title", TITLE).text("body", BODY).close();
        json.open("data").text("link", LINK).text("sku", "R-1").close();
        json.open("android").text("priority", "HIGH").seconds("ttl", 300).close();
        return json.close().close().copy();
    }

    @Benchmark
    public byte[] write_from_tree_of_jackson() throws IOException {
        var root = mapper.createObjectNode();
        var message = root.putObject("message").put("token", DEVICE_TOKEN);
        message.putObject("notification").put("title", TITLE).put("body", BODY);
        message.putObject("data").put("link", LINK).put("sku", "R-1");
        message.putObject("android").put("priority", "HIGH").put("ttl", 300 + "s");
        return mapper.writeValueAsBytes(root);
    }

    @Benchmark
    public byte[] write_from_tree_of_vertx() {
        var message = new JsonObject()
                .put("token", DEVICE_TOKEN)
                .put("notification", new JsonObject().put("title", TITLE).put("body", BODY))
                .put("data", new JsonObject().put("link", LINK).put("sku", "R-1"))
                .put("android", new JsonObject().put("priority", "HIGH").put("ttl", 300 + "s"));
        return new JsonObject().put("message", message).toBuffer().getBytes();
    }
}

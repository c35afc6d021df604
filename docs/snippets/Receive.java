import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Prints events, each once, of a webhook without `batch`: WEBHOOK_SECRET=whsec_… java Receive.java PORT
public class Receive {

    static final int MOST_BYTES = 1 << 20;
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    static final SecretKeySpec SECRET = new SecretKeySpec(
            Base64.getDecoder().decode(System.getenv("WEBHOOK_SECRET").substring("whsec_".length())), "HmacSHA256");

    // In a service: a table with the id as its key, written with what you do about the event.
    static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    public static void main(String[] args) throws IOException {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(receive(exchange), -1);
            }
        });
        server.start();
    }

    static int receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) return 413;
        if (!isSigned(exchange.getRequestHeaders(), body)) return 401;
        // Of a request with one event this is the event's id, too; in a batch each event has its own, in the body.
        var id = exchange.getRequestHeaders().getFirst("webhook-id");
        if (SEEN.add(id)) System.out.println(new String(body, StandardCharsets.UTF_8));
        return 204; // only now: what is not answered with 2xx comes again
    }

    /// Whether one of the signatures is of these bytes, by this secret, and not long ago.
    static boolean isSigned(Headers headers, byte[] body) {
        try {
            var timestamp = headers.getFirst("webhook-timestamp");
            var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now());
            if (age.abs().compareTo(TOLERANCE) > 0) return false;
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(SECRET);
            mac.update((headers.getFirst("webhook-id") + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            byte[] expected = mac.doFinal(body);
            for (var signature : headers.getFirst("webhook-signature").split(" ")) {
                if (!signature.startsWith("v1,")) continue;
                if (MessageDigest.isEqual(Base64.getDecoder().decode(signature.substring(3)), expected)) return true;
            }
            return false;
        } catch (RuntimeException | GeneralSecurityException notOurs) {
            return false;
        }
    }
}

package dev.opportune.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A receiver that checks signatures in its own way and answers as a test says.
public final class Recipient implements AutoCloseable {

    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String secret;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private final boolean isLean;
    private volatile HttpServer server;
    private volatile Manner manner = _ -> 200;
    private volatile Witness witness = (_, _, _, _) -> {};

    /// Everything that came with a sound signature, in its order.
    private final List<Delivery> deliveries = Collections.synchronizedList(new ArrayList<>());

    public final List<String> unsigned = Collections.synchronizedList(new ArrayList<>());

    /// What came.
    ///
    /// @param status that was answered
    public record Delivery(String id, String contentType, JsonNode body, int status) {
        /// The events in it.
        public List<JsonNode> events() {
            var events = new ArrayList<JsonNode>();
            if (body.isArray()) body.forEach(events::add);
            else events.add(body);
            return events;
        }
    }

    /// How it answers.
    public interface Manner {
        /// A status; 0: it cuts the connection.
        int answer(Delivery delivery) throws Exception;
    }

    public Recipient() throws IOException {
        this(SECRET);
    }

    public Recipient(String secret) throws IOException {
        this(secret, false);
    }

    /// @param isLean whether it keeps of events no more than their ids and subjects
    public Recipient(String secret, boolean isLean) throws IOException {
        this.secret = secret;
        this.isLean = isLean;
        this.server = serve(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer serve(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
        return server;
    }

    /// Sees every request as it came.
    public interface Witness {
        void saw(String id, String timestamp, String signatures, byte[] body) throws IOException;
    }

    public void witness(Witness witness) {
        this.witness = witness;
    }

    /// Cuts all connections, and is not there for a while.
    public void restart(Duration away) throws Exception {
        server.stop(0);
        Thread.sleep(away);
        server = serve(port);
    }

    /// All of them so far.
    public List<Delivery> seen() {
        synchronized (deliveries) {
            return List.copyOf(deliveries);
        }
    }

    public void answers(Manner manner) {
        this.manner = manner;
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/hook";
    }

    /// Ids of the events that were accepted, each at its first time, in order.
    public List<String> accepted() {
        return seen().stream()
                .filter(it -> it.status >= 200 && it.status < 300)
                .flatMap(it -> it.events().stream())
                .map(it -> it.get("id").asText())
                .distinct()
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var id = headers.getFirst("webhook-id");
            if (!isSigned(id, headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"), body)) {
                unsigned.add(id);
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            witness.saw(id, headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"), body);
            var delivery = new Delivery(id, headers.getFirst("Content-Type"), JSON.readTree(body), 0);
            int status = manner.answer(delivery);
            var kept = isLean ? lean(delivery) : delivery.body;
            deliveries.add(new Delivery(id, delivery.contentType, kept, status));
            if (status == 0) return;
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static JsonNode lean(Delivery delivery) {
        var events = JSON.createArrayNode();
        delivery.events()
                .forEach(it -> events.addObject()
                        .put("id", it.get("id").asText())
                        .put("subject", it.get("subject").asText()));
        return events;
    }

    private boolean isSigned(String id, String timestamp, String signatures, byte[] body)
            throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
        byte[] expected = mac.doFinal(body);
        for (var signature : signatures.split(" ", -1)) {
            if (signature.startsWith("v1,")
                    && MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature.substring(3)))) return true;
        }
        return false;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

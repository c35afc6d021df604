import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Tells a user once that an order is on its way, however often it is run: java Send.java USER ORDER */
public class Send {

    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

    public static void main(String[] args) throws InterruptedException {
        HttpResponse<String> answer = send(args[0], args[1]);
        // 202 admitted or deferred, 200 suppressed: the body's "decision" and "reason" tell; else a problem.
        System.out.println(answer.body());
        System.exit(answer.statusCode() < 300 ? 0 : 1);
    }

    static HttpResponse<String> send(String user, String order) throws InterruptedException {
        // With a JSON library at hand, let it write this.
        String body = """
                {"user": "%s", "category": "order-status",
                 "content": {"title": "Your order is on its way"}, "moment": {"ttl": "PT2H"}}"""
                .formatted(user.replace("\\", "\\\\").replace("\"", "\\\""));
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("OPPORTUNE_URL") + "/v1/sends"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + System.getenv("OPPORTUNE_KEY"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", '"' + order + "-on-its-way\"")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        Instant giveUp = Instant.now().plus(GIVE_UP_AFTER);
        while (true) {
            Duration wait = Duration.ofSeconds(1);
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                var retryAfter = answer.headers().firstValue("Retry-After");
                // Without Retry-After the same request would get the same answer.
                if (retryAfter.isEmpty() && answer.statusCode() != 500) return answer;
                wait = retryAfter.map(Long::parseLong).map(Duration::ofSeconds).orElse(wait);
            } catch (IOException noAnswer) {
                // It may have been taken; the key makes a repetition harmless.
            }
            if (Instant.now().plus(wait).isAfter(giveUp)) {
                throw new IllegalStateException("gave up: the gateway cannot be reached");
            }
            Thread.sleep(wait.toMillis());
        }
    }
}

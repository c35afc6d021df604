import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Reports that a user bought something, once however often it is run: java Convert.java USER ORDER VALUE CURRENCY */
public class Convert {

    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

    public static void main(String[] args) throws InterruptedException {
        HttpResponse<String> answer = report(args[0], args[1], args[2], args[3]);
        // 202: "attributed" tells to which kind of send it is due; 200: "reason" why nothing was recorded; else a problem.
        System.out.println(answer.body());
        System.exit(answer.statusCode() < 300 ? 0 : 1);
    }

    static HttpResponse<String> report(String user, String order, String value, String currency)
            throws InterruptedException {
        // With a JSON library at hand, let it write this.
        String body = """
                {"type": "converted", "user": "%s", "name": "purchase", "id": "%s", "value": "%s", "currency": "%s"}"""
                .formatted(escaped(user), escaped(order), value, currency);
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("OPPORTUNE_URL") + "/v1/interactions"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + System.getenv("OPPORTUNE_KEY"))
                .header("Content-Type", "application/json")
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
                // It may have been recorded; its id makes a repetition harmless.
            }
            if (Instant.now().plus(wait).isAfter(giveUp)) {
                throw new IllegalStateException("gave up: the gateway cannot be reached");
            }
            Thread.sleep(wait.toMillis());
        }
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

package dev.opportune.perf.chaos.load;

import dev.opportune.perf.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A caller as the contract wants one: with keys, and asking again with the same key while it cannot know, or while
/// nothing was taken, each time another gateway. For any number of threads.
final class Caller {

    /// More than a gateway takes, also when Redis is away.
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// Then the caller gives up.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Before the second try, at most; then twice as long each time.
    private static final int FIRST_WAIT_MILLIS = 400;

    private static final int MOST_WAIT_MILLIS = 6_000;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final List<String> gateways;
    private final String key;

    Caller(List<String> gateways, String key) {
        this.gateways = List.copyOf(gateways);
        this.key = key;
    }

    /// Asks until it knows, or patience ends.
    Story ask(Send send, Instant begun) throws InterruptedException {
        var random = new SplittableRandom(send.key().hashCode());
        var answers = new ArrayList<Answer>();
        int gateway = random.nextInt(gateways.size());
        for (int most = FIRST_WAIT_MILLIS; ; most = Math.min(2 * most, MOST_WAIT_MILLIS)) {
            var told = once(send, gateway);
            var answer = new Answer(Instant.now(), gateway, told);
            answers.add(answer);
            if (answer.isFinal() || begun.plus(PATIENCE).isBefore(answer.at())) return new Story(send, begun, answers);
            gateway = (gateway + 1) % gateways.size();
            Thread.sleep(random.nextInt(most / 4, most));
        }
    }

    private Told once(Send send, int gateway) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(gateways.get(gateway) + "/v1/sends"))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(send.body()))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            boolean replayed =
                    answer.headers().firstValue("Idempotency-Replayed").isPresent();
            return Told.answer(send.key(), answer.statusCode(), answer.body(), replayed);
        } catch (IOException _) {
            return Told.nothing(send.key());
        }
    }
}

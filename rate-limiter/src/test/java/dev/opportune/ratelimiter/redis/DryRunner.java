package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Asks many dry runs at once, each at an instant of its own, about sends to a user of whom nothing is known.
final class DryRunner {

    private final RedisFixture redis;
    private final SendStore store;
    private long now;

    DryRunner(RedisFixture redis) {
        this.redis = redis;
        var hour = Duration.ofHours(1);
        this.store =
                new SendStore(redis.lane, new SendStore.Terms("lane", Duration.ofSeconds(30), hour, hour), () -> now);
    }

    record Question(Policy policy, String category, Instant at, Moment moment) {}

    /// In the order of the questions.
    List<Decision> decide(List<Question> questions) throws Exception {
        return redis.onLane(() -> {
            var replies = new ArrayList<Future<Explain.Reply>>();
            for (var q : questions) {
                now = q.at.toEpochMilli();
                replies.add(store.explain(request(q), q.policy));
            }
            return Future.all(replies)
                    .map(done -> done.<Explain.Reply.Told>list().stream()
                            .map(Explain.Reply.Told::decision)
                            .toList());
        });
    }

    private static Admit.Request request(Question q) {
        return new Admit.Request(
                "no-send",
                "u",
                "caller",
                null,
                q.category,
                null,
                null,
                null,
                Buffer.buffer("{}"),
                q.moment,
                List.of(new Admit.InlineDevice("app", "device-token")));
    }
}

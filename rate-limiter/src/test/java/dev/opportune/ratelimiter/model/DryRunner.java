package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.AtClock;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Explain;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Asks many dry runs at once, each at an instant of its own, about sends to a user of whom nothing is known.
public final class DryRunner {

    private static final int AT_ONCE = RedisLane.MAX_PENDING / 2;

    private final RedisFixture redis;
    private final SendStore store;
    private long now;

    public DryRunner(RedisFixture redis) {
        this.redis = redis;
        var hour = Duration.ofHours(1);
        this.store = new SendStore(
                new AtClock(redis.lane, () -> now), new SendStore.Terms("lane", Duration.ofSeconds(30), hour, hour));
    }

    public record Question(Policy policy, String category, Instant at, Moment moment) {}

    /// In the order of the questions.
    public List<Decision> decide(List<Question> questions) throws Exception {
        var decisions = new ArrayList<Decision>();
        for (int first = 0; first < questions.size(); first += AT_ONCE) {
            decisions.addAll(decideAtOnce(questions.subList(first, Math.min(questions.size(), first + AT_ONCE))));
        }
        return decisions;
    }

    private List<Decision> decideAtOnce(List<Question> questions) throws Exception {
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

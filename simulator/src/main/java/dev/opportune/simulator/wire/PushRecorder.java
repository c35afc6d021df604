package dev.opportune.simulator.wire;

import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushLog;
import dev.opportune.simulator.wire.Handled.PushFacts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/// Writes a connection's pushes into the record, without their credentials.
final class PushRecorder {

    private static final String AUTHORIZATION = "authorization";

    private final Provider provider;
    private final long connection;
    private final PushLog log;
    private final AnswerCounts counts;
    private final Clock clock;

    PushRecorder(Provider provider, long connection, PushLog log, AnswerCounts counts, Clock clock) {
        this.provider = provider;
        this.connection = connection;
        this.log = log;
        this.counts = counts;
        this.clock = clock;
    }

    void record(Request request, Handled handled) {
        PushFacts facts = handled.push();
        if (facts == null) return;
        counts.count(handled.answer().status());
        log.add(new Push(
                0,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                provider,
                connection,
                request.stream(),
                withoutCredentials(request),
                new String(request.body(), StandardCharsets.UTF_8),
                facts.deviceToken(),
                handled.answer().status(),
                facts.reason(),
                facts.providerId()));
    }

    private static Map<String, String> withoutCredentials(Request request) {
        Map<String, String> headers = HashMap.newHashMap(request.headers().size());
        for (Map.Entry<CharSequence, CharSequence> header : request.headers()) {
            headers.merge(
                    header.getKey().toString(), header.getValue().toString(), (first, second) -> first + ", " + second);
        }
        headers.replace(AUTHORIZATION, "REDACTED");
        return headers;
    }
}

package dev.opportune.gateway.http;

import dev.opportune.gateway.http.LineSplitter.Line;
import dev.opportune.gateway.json.Parsed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Takes requests of a few lines, whose body comes whole: each line is used by itself, all at once, and answered in
/// their order. For those who are not trusted with a stream of lines.
public final class FewLines {

    private FewLines() {}

    /// Takes the lines of one call, or says why not.
    ///
    /// @param most lines that one request may have
    public static Future<Reply> take(Call call, int most, Supplier<Lines> use) {
        return call.withBody(MediaTypes.LINES, Parsed.Valid<Buffer>::new, body -> {
            var lines = split(body);
            return lines.size() <= most
                    ? answer(call, lines, use.get())
                    : Future.succeededFuture(
                            Problem.BODY_TOO_LARGE.because("more than " + most + " lines (expected: at most that)"));
        });
    }

    private static List<Line> split(Buffer body) {
        var splitter = new LineSplitter(Limits.BODY_BYTES);
        splitter.add(body);
        var lines = new ArrayList<Line>();
        for (var line = splitter.next(); line != null; line = splitter.next()) lines.add(line);
        var rest = splitter.rest();
        if (rest != null) lines.add(rest);
        return lines;
    }

    private static Future<Reply> answer(Call call, List<Line> lines, Lines use) {
        var replies = lines.stream().map(line -> reply(line, use)).toList();
        return Future.join(replies).map(_ -> {
            var body = Buffer.buffer();
            long failed = 0;
            for (int i = 0; i < replies.size(); i++) {
                var reply = replies.get(i).result();
                call.answeredLine(reply);
                if (reply.status() / 100 != 2) failed++;
                body.appendBuffer(AnswerLine.of(lines.get(i).number(), reply));
            }
            body.appendBuffer(last(lines.size(), use.counts(), failed));
            return new Reply(200, "application/x-ndjson", Map.of(), body);
        });
    }

    /// Never fails.
    private static Future<Reply> reply(Line line, Lines use) {
        return switch (line) {
            case Line.Whole(long _, Buffer bytes) ->
                Future.succeededFuture().compose(_ -> use.use(bytes)).otherwise(FailedCall::reply);
            case Line.TooLong _ -> Future.succeededFuture(Problem.BODY_TOO_LARGE.because("the line is too long"));
            case Line.Unreadable(long _, String why) -> Future.succeededFuture(Problem.MALFORMED.because(why));
        };
    }

    private static Buffer last(int lines, JsonFields counts, long failed) {
        JsonFields head = json -> {
            json.writeBooleanField("done", true);
            json.writeNumberField("lines", lines);
        };
        return AnswerLine.of(head.and(counts).and(json -> json.writeNumberField("failed", failed)));
    }
}

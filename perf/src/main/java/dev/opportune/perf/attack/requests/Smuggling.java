package dev.opportune.perf.attack.requests;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// Requests whose end two parties may see in two places. What hides behind it must not be answered as a request of its
/// own: the first answer is a refusal, or the last.
public final class Smuggling implements Attack {

    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int PER_SECOND = 20;

    /// Heads that give a length of 0 or chunks, somehow, with the hidden request behind what a lenient reader takes for
    /// the body's end. A line that begins with a blank is no length: it belongs to the header before it (RFC 9112,
    /// section 5.2).
    private static final List<String> LENGTHS = List.of(
            "Content-Length: 0\r\nContent-Length: 33",
            "Content-Length: 33\r\nContent-Length: 0",
            "Content-Length: 0, 33",
            "Content-Length: +0",
            "Content-Length: -1",
            "Content-Length: 0x21",
            "Content-Length: 3 3",
            "Content-Length: 33a",
            "Content-Length:",
            "Content-Length : 33",
            "Content-Length: 99999999999999999999",
            "Content-Length: 0\n\tContent-Length: 33",
            "X: y\rContent-Length: 33",
            "Content-Length: \u000b33");

    private static final List<String> CODINGS = List.of(
            "Transfer-Encoding: chunked\r\nContent-Length: 38",
            "Content-Length: 38\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding : chunked\r\nContent-Length: 38",
            "Transfer-Encoding: xchunked\r\nContent-Length: 38",
            "Transfer-Encoding: chunked, identity\r\nContent-Length: 38",
            "Transfer-Encoding: identity, chunked\r\nContent-Length: 38",
            "Transfer-Encoding: gzip, chunked\r\nContent-Length: 38",
            "Transfer-Encoding: chunked, chunked\r\nContent-Length: 38",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\nContent-Length: 38",
            "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 38",
            "Transfer-Encoding:\tchunked\r\nContent-Length: 38",
            "Transfer-Encoding: \u000bchunked\r\nContent-Length: 38",
            "Transfer-Encoding: \"chunked\"\r\nContent-Length: 38",
            "Transfer-Encoding:\r\n chunked\r\nContent-Length: 38",
            "Transfer-Encoding: chunked;q=1\r\nContent-Length: 38",
            "X: y\rTransfer-Encoding: chunked\r\nContent-Length: 38",
            "Transfer_Encoding: chunked\r\nContent-Length: 38",
            "Transfer-Encoding: CHUNKED\r\nContent-Length: 38",
            "Transfer-Encoding: identity\r\nContent-Length: 38",
            "Transfer-Encoding: \r\nContent-Length: 38");

    /// Chunks that a lenient reader ends where a strict one does not.
    private static final List<String> CHUNKS = List.of(
            "0\n\n",
            "0;x=\n\r\n\r\n",
            "0x0\r\n\r\n",
            "0 \r\n\r\n",
            "+0\r\n\r\n",
            "-0\r\n\r\n",
            "10000000000000000\r\n\r\n");

    @Override
    public String name() {
        return "smuggling";
    }

    @Override
    public String what() {
        return LENGTHS.size() + CODINGS.size() + CHUNKS.size()
                + " requests with a doubtful end and another one behind it; no key";
    }

    @Override
    public void run(Target target) throws IOException, InterruptedException {
        var requests = Stream.of(
                        LENGTHS.stream().map(it -> head(it) + HIDDEN),
                        CODINGS.stream().map(it -> head(it) + "0\r\n\r\n" + HIDDEN),
                        CHUNKS.stream().map(it -> head("Transfer-Encoding: chunked") + it + HIDDEN))
                .flatMap(it -> it)
                .toList();
        var pace = Pace.perSecond(PER_SECOND);
        int refused = 0;
        for (var request : requests) {
            pace.next();
            String seen = seen(target, request);
            if (seen.contains("404")) target.wrong("answered " + seen + ": " + shown(request));
            else refused++;
        }
        target.tell(refused + " of " + requests.size() + " end the connection, or hide nothing");
        target.holdOut();
    }

    private static String seen(Target target, String request) throws IOException {
        var statuses = new StringBuilder();
        try (var http = target.http1()) {
            http.say(request);
            http.endOutput();
            while (true) statuses.append(http.answer().status()).append(' ');
        } catch (IOException _) {
            return statuses.toString().strip();
        }
    }

    private static String head(String length) {
        return "POST /v1/sends HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + length + "\r\n\r\n";
    }

    private static String shown(String request) {
        return request.substring(request.indexOf("json") + 6, request.indexOf("GET"))
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}

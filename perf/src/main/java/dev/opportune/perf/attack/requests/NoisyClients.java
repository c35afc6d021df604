package dev.opportune.perf.attack.requests;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Ground;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Frame;
import dev.opportune.perf.attack.wire.Hpack;
import dev.opportune.perf.attack.wire.Http2;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Clients without a key that do whatever might make a line of the log.
public record NoisyClients(String name, Ground ground) implements Attack {

    private static final int CLIENTS = 8;
    private static final int PER_SECOND = 40;
    private static final int REQUESTS = 5;
    private static final long MILLIS_TO_BE_READ = 20; // before the connection is reset
    private static final List<String> HTTP1 = List.of(
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /%zz%00 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://[::bad HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /v1/sends HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/sends HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
            "POST /v1/sends HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 5\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: *\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nCookie: \u0000\u0001\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all");

    public static NoisyClients heard() {
        return new NoisyClients("noisy-clients", Ground.PLAIN);
    }

    public static NoisyClients unheard() {
        return new NoisyClients("stalled-stderr", Ground.STALLED_STDERR);
    }

    @Override
    public String what() {
        return "8 clients, 40 connections a second each that break the rules of HTTP; no key"
                + (ground == Ground.STALLED_STDERR ? "; nobody reads stderr" : "");
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var made = new LongAdder();
        int _ = Crowd.run(target, CLIENTS, client -> {
            var pace = Pace.perSecond(PER_SECOND);
            for (int i = client; !target.isOver(); i++) {
                pace.next();
                make(target, i);
                made.increment();
            }
        });
        target.tell(made.sum() + " connections");
    }

    private static void make(Target target, int number) throws InterruptedException {
        try {
            if (number % 2 == 0) {
                try (var http = target.http1()) {
                    http.say(HTTP1.get(number / 2 % HTTP1.size()));
                    Thread.sleep(MILLIS_TO_BE_READ);
                }
            } else {
                try (var http2 = target.http2()) {
                    breakAll(http2, number / 2 % 8);
                    Thread.sleep(MILLIS_TO_BE_READ);
                }
            }
        } catch (IOException _) {
            // that is what it is for
        }
    }

    /// Requests before and after, since answers on a connection that has just been ended make lines of their own.
    private static void breakAll(Http2 http2, int which) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            var _ = http2.get("/v1/events", "");
        }
        breakRule(http2, which);
        for (int i = 0; i < REQUESTS; i++) {
            var _ = http2.get("/v1/events", "");
        }
        http2.flush();
    }

    private static void breakRule(Http2 http2, int which) throws IOException {
        var get = Hpack.request("GET", "/v1/events", "");
        switch (which) {
            case 0 -> http2.send(Frame.DATA, 0, 1, new byte[10]);
            case 1 -> http2.send(Frame.HEADERS, Frame.END_HEADERS, 2, get.bytes());
            case 2 -> head(http2, new byte[] {-1, -1, -1, -1, -1, -1});
            case 3 -> http2.send(Frame.SETTINGS, 0, 0, new byte[5]);
            case 4 -> http2.send(Frame.WINDOW_UPDATE, 0, 0, Frame.int32(0));
            case 5 -> http2.send(Frame.PUSH_PROMISE, Frame.END_HEADERS, 1, new byte[8]);
            case 6 -> head(http2, new Hpack().header("UPPER", "x").bytes());
            default -> {
                var again = get.remembered("x-large", "v".repeat(3_900));
                for (int i = 0; i < 3_000; i++) again = again.again();
                head(http2, again.bytes());
            }
        }
    }

    private static void head(Http2 http2, byte[] block) throws IOException {
        http2.send(Frame.HEADERS, Frame.END_HEADERS, http2.newStream(), block);
    }
}

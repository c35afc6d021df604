package dev.opportune.perf.attack.bodies;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPOutputStream;

/// Small bodies that are large once they are unpacked.
public final class GzipBombs implements Attack {

    private static final int CLIENTS = 4;
    private static final long PAUSE_MILLIS = 200;
    private static final int SEND_MIB = 50;
    private static final int IMPORT_MIB = 200;

    private static final class Bomb {
        private final String path;
        private final String mediaType;
        private final byte[] body;

        Bomb(String path, String mediaType, int mib) {
            this.path = path;
            this.mediaType = mediaType;
            this.body = packed(mib);
        }
    }

    @Override
    public String name() {
        return "gzip-bombs";
    }

    @Override
    public String what() {
        return "4 clients, 5 a second each: gzip bodies of 50 MiB to `/v1/sends` and of 200 MiB in one line to `/v1/users`; "
                + "with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var bombs = List.of(
                new Bomb("/v1/sends", "application/json", SEND_MIB),
                new Bomb("/v1/users", "application/x-ndjson", IMPORT_MIB));
        var answers = new ConcurrentSkipListMap<String, LongAdder>();
        int _ = Crowd.run(target, CLIENTS, client -> {
            while (!target.isOver()) {
                String answer = answer(target, bombs.get(client % 2));
                answers.computeIfAbsent(answer, _ -> new LongAdder()).increment();
                Thread.sleep(PAUSE_MILLIS);
            }
        });
        target.tell("answers " + answers);
        answers.keySet().stream().filter(it -> it.startsWith("5")).forEach(it -> target.wrong("an answer is " + it));
    }

    private static String answer(Target target, Bomb bomb) {
        try (var http = target.http1()) {
            http.put(Http1.head(
                            "POST",
                            bomb.path,
                            target.keys().attacker(),
                            "Content-Type: " + bomb.mediaType,
                            "Content-Encoding: gzip",
                            "Content-Length: " + bomb.body.length)
                    .getBytes(StandardCharsets.US_ASCII));
            http.put(bomb.body);
            http.flush();
            return Integer.toString(http.answer().status());
        } catch (IOException _) {
            return "none";
        }
    }

    private static byte[] packed(int mib) {
        var packed = new ByteArrayOutputStream();
        var spaces = " ".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
        try (var gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < mib; i++) gzip.write(spaces);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return packed.toByteArray();
    }
}

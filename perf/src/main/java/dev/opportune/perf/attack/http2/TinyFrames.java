package dev.opportune.perf.attack.http2;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Frame;
import java.util.concurrent.atomic.LongAdder;

/// Bodies in DATA frames of one byte.
public final class TinyFrames implements Attack {

    private static final int CLIENTS = 16;
    private static final int BODY_BYTES = 64 * 1024;
    private static final int AT_ONCE = 1_024;
    private static final int FRAMES_A_SECOND = 16 * 1024; // of each: a body in four seconds

    @Override
    public String name() {
        return "tiny-frames";
    }

    @Override
    public String what() {
        return "16 clients, bodies of 64 KiB in DATA frames of 1 byte, 16,384 frames a second each; with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var bodies = new LongAdder();
        var frames = new LongAdder();
        int cutOff = Crowd.run(target, CLIENTS, _ -> {
            while (!target.isOver()) {
                try (var http2 = target.http2()) {
                    while (!target.isOver() && !http2.isOver()) {
                        int stream = http2.post("/v1/sends", target.keys().attacker(), "application/json");
                        var crumbs = crumbs(stream);
                        var pace = Pace.perSecond((double) FRAMES_A_SECOND / AT_ONCE);
                        for (int at = 0; at < BODY_BYTES && http2.awaitRoom(stream, AT_ONCE); at += AT_ONCE) {
                            pace.next();
                            http2.put(crumbs);
                            http2.flush();
                            frames.add(AT_ONCE);
                        }
                        http2.send(Frame.DATA, Frame.END_STREAM, stream, new byte[0]);
                        http2.flush();
                        bodies.increment();
                    }
                }
            }
        });
        target.tell(bodies.sum() + " bodies, " + frames.sum() + " frames, " + cutOff + " clients cut off");
    }

    private static byte[] crumbs(int stream) {
        var crumb = Frame.DATA.bytes(0, stream, new byte[] {' '});
        var crumbs = new byte[crumb.length * AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) System.arraycopy(crumb, 0, crumbs, i * crumb.length, crumb.length);
        return crumbs;
    }
}

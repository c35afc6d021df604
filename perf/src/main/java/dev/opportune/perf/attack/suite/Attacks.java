package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.bodies.EndlessLine;
import dev.opportune.perf.attack.bodies.GzipBombs;
import dev.opportune.perf.attack.bodies.SlowBodies;
import dev.opportune.perf.attack.bodies.TinyChunks;
import dev.opportune.perf.attack.bodies.TinyImport;
import dev.opportune.perf.attack.bodies.TrickledImports;
import dev.opportune.perf.attack.connections.HalfOpen;
import dev.opportune.perf.attack.connections.IdleConnections;
import dev.opportune.perf.attack.connections.LongPolls;
import dev.opportune.perf.attack.connections.SlowHeaders;
import dev.opportune.perf.attack.connections.UnreadEvents;
import dev.opportune.perf.attack.connections.UnreadPipelining;
import dev.opportune.perf.attack.http2.Flood;
import dev.opportune.perf.attack.http2.HpackReferences;
import dev.opportune.perf.attack.http2.Resets;
import dev.opportune.perf.attack.http2.TinyFrames;
import dev.opportune.perf.attack.http2.UnfinishedBodies;
import dev.opportune.perf.attack.http2.ZeroWindow;
import dev.opportune.perf.attack.requests.Canaries;
import dev.opportune.perf.attack.requests.KeyFileAway;
import dev.opportune.perf.attack.requests.LogForging;
import dev.opportune.perf.attack.requests.NoisyClients;
import dev.opportune.perf.attack.requests.SmallOnes;
import dev.opportune.perf.attack.requests.Smuggling;
import java.util.List;
import java.util.stream.Stream;

/// Every attack there is.
final class Attacks {

    static final List<Attack> ALL = Stream.<Stream<? extends Attack>>of(
                    Stream.<Attack>of(
                            ZeroWindow.withoutKey(),
                            ZeroWindow.withKey(),
                            new UnfinishedBodies(),
                            new UnreadEvents(),
                            new TinyImport(),
                            new TinyChunks(),
                            new TinyFrames(),
                            NoisyClients.heard(),
                            NoisyClients.unheard(),
                            Resets.made(),
                            Resets.rapid()),
                    Flood.all().stream(),
                    Stream.of(
                            new HpackReferences(),
                            new TrickledImports(),
                            new LongPolls(),
                            IdleConnections.beyondFiles(),
                            new KeyFileAway(),
                            new SmallOnes(),
                            new SlowHeaders(),
                            new SlowBodies(),
                            IdleConnections.many(),
                            new Smuggling(),
                            new HalfOpen(),
                            new GzipBombs(),
                            new EndlessLine(),
                            new UnreadPipelining(),
                            new LogForging(),
                            new Canaries()))
            .<Attack>flatMap(it -> it)
            .toList();

    private Attacks() {}
}

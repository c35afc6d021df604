package dev.opportune.connectors.wire;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.HeardEvents;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.TestLane;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A third use of the skeleton, without a network: whoever tests says when a connection opens, hears and ends. All of
/// it is used on the lane.
final class ThirdProvider {

    static final int STREAMS = 4;

    final HeardEvents heard = new HeardEvents();
    final List<Phone> made = new ArrayList<>();
    final Line line;

    /// Whether messages may still go out from here.
    boolean ours = true;

    /// Whether there are credentials to make connections with.
    boolean usable = true;

    private final Drain drain;

    ThirdProvider(TestLane lane, Duration answerTimeout) {
        this(lane, Patience.of(Duration.ofSeconds(5), answerTimeout));
    }

    ThirdProvider(TestLane lane, Patience patience) {
        var loop = new LaneLoop(lane.lane());
        this.line = new Line(
                "shop",
                "Third",
                new Reach("Third", new Endpoint("localhost", 1), Egress.DIRECT),
                patience,
                Duration.ofSeconds(3),
                loop,
                heard,
                lane.lane().clock());
        this.drain = new Drain(loop);
    }

    ConnectionPool<Phone> pool(int kept, int most, Growth growth) {
        return new ConnectionPool<>(kept, most, growth, line.lane(), this::make, () -> {});
    }

    private Phone make(Connection.Owner owner) {
        if (!usable) return null;
        var phone = new Phone(line, owner);
        made.add(phone);
        return phone;
    }

    /// A message that is on the connection from here on.
    Call call(Phone phone, Duration left) {
        Promise<DeliveryOutcome> outcome = line.lane().promise();
        PushMessage message =
                Messages.plain("s", Messages.DEVICE_TOKEN, Instant.now().plus(left));
        var call = new Call(phone, message, new Settlement(outcome, drain, () -> ours), outcome.future());
        phone.send(call);
        return call;
    }

    static final class Phone extends Connection<Call> {

        int pings;
        final List<Call> written = new ArrayList<>();
        int cancelled;
        boolean shut;
        boolean anotherHelps = true;
        boolean arrived = true;

        Phone(Line line, Owner owner) {
            super(line, Permits.all(STREAMS), owner);
        }

        void connected() {
            opened();
        }

        void hearsFrame() {
            hears();
        }

        void fails(String why) {
            sever(why);
        }

        boolean looksBeforeWriting(Call call) {
            return mayGo(call);
        }

        void answersOne() {
            worked();
            give(1);
        }

        @Override
        protected void open() {}

        @Override
        protected void write(Call call) {
            written.add(call);
        }

        @Override
        protected boolean wouldAnotherHelp() {
            return anotherHelps;
        }

        @Override
        protected void ping() {
            pings++;
        }

        @Override
        protected void letGo(Call call) {
            give(1);
        }

        @Override
        protected void cancel(Call call) {
            cancelled++;
        }

        @Override
        protected boolean hasArrived() {
            return arrived;
        }

        @Override
        protected Future<Void> shut() {
            shut = true;
            return Future.succeededFuture();
        }

        @Override
        protected void cut() {
            shut = true;
        }
    }

    static final class Call extends Attempt {

        final Phone phone;
        final Future<DeliveryOutcome> outcome;
        boolean withUs;

        Call(Phone phone, PushMessage message, Settlement settlement, Future<DeliveryOutcome> outcome) {
            super(message, settlement);
            this.phone = phone;
            this.outcome = outcome;
        }

        @Override
        protected boolean canBeLeftOut() {
            return withUs;
        }
    }
}

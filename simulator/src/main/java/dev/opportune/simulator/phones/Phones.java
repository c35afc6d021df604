package dev.opportune.simulator.phones;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.record.Push;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// All phones that pushes come to, and the shop whose app is on them. For any thread.
public final class Phones implements AutoCloseable {

    /// Reports that are remembered, and that wait, at most: what is beyond them is counted and not told.
    static final int MOST = 1_000_000;

    private final Habits habits;
    private final Map<Report.Kind, Mail> mails = new EnumMap<>(Report.Kind.class);
    private final ScheduledExecutorService timer;
    private final ConcurrentLinkedQueue<ObjectNode> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger reported = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    public Phones(Habits habits, Places places) {
        this.habits = habits;
        this.timer = Executors.newScheduledThreadPool(
                1, Thread.ofPlatform().daemon().name("phones").factory());
        for (var kind : Report.Kind.values()) mails.put(kind, new Mail(kind, places, timer, this::answered));
    }

    /// How much there is to tell, and how much was told.
    ///
    /// @param waiting reports that are to be told, or have no answer yet
    /// @param left those that were not told, since too many were
    public record State(int waiting, int reported, int left) {}

    public State state() {
        return new State(waiting.get(), reported.get(), left.get());
    }

    /// What was told, with the answer as `recorded` and `reason` or `attributed`, as it came.
    public List<String> told() {
        return told.stream().map(ObjectNode::toString).toList();
    }

    /// A push was recorded.
    public void arrived(Push push) {
        if (closed.get()) return;
        Arrived.of(push).ifPresent(this::use);
    }

    private void use(Arrived push) {
        var course = habits.course(push.sendId().hashCode() * 2L + (push.isIphone() ? 1 : 0), push.shown());
        if (course.received()) in(0, Report.ofPhone("received", push, null));
        long after = course.after().toMillis();
        if (course.dismissed()) in(after, Report.ofPhone("dismissed", push, null));
        if (!course.opened()) return;
        var user = push.user();
        var bought = course.converted() && user != null ? Report.ofShop(habits.purchase(), push, user) : null;
        in(after, Report.ofPhone("opened", push, bought));
        if (course.clicked()) in(after, Report.ofPhone("clicked", push, null));
    }

    private void in(long millis, Report report) {
        if (reported.get() + waiting.get() >= MOST) {
            left.incrementAndGet();
            return;
        }
        waiting.incrementAndGet();
        var mail = Objects.requireNonNull(mails.get(report.kind()));
        var _ = timer.schedule(() -> mail.add(report), millis, TimeUnit.MILLISECONDS);
    }

    private void answered(Report report, ObjectNode answer) {
        var line = report.body().deepCopy();
        var _ = line.setAll(answer);
        told.add(line);
        reported.incrementAndGet();
        var next = report.next();
        if (next != null) in(0, next);
        waiting.decrementAndGet();
    }

    @Override
    public void close() {
        closed.set(true);
        timer.shutdownNow();
        mails.values().forEach(Mail::close);
    }
}

package dev.opportune.simulator.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// The record of every push, in a file of JSON lines.
///
/// One thread writes. At most [#LARGEST_QUEUE] pushes wait for it; beyond that the caller waits, and with it the
/// connections that its event loop reads: a slow disk shows as TCP backpressure. At the file's bound pushes are
/// still answered, but count as [RecordState#unrecorded]. A reader sees every push recorded before it asked.
public final class PushLog implements AutoCloseable {

    static final int LARGEST_QUEUE = 8_192;

    private sealed interface Entry permits Write, Report, Clear, Stop {}

    private record Write(Push push) implements Entry {}

    private record Report(CompletableFuture<RecordState> state) implements Entry {}

    private record Clear(CompletableFuture<RecordState> state) implements Entry {}

    private record Stop() implements Entry {}

    private final ArrayBlockingQueue<Entry> queue = new ArrayBlockingQueue<>(LARGEST_QUEUE);
    private final PushFile file;
    private final Thread writer;
    private volatile boolean stopped;
    private volatile Consumer<Push> listener = push -> {};

    private PushLog(PushFile file) {
        this.file = file;
        this.writer = Thread.ofPlatform().name("push-log").daemon().start(this::write);
    }

    /// Starts a record in a new file in the folder; closing deletes that file.
    ///
    /// @param maxBytes the file's bound
    /// @throws UncheckedIOException when the folder cannot be written
    public static PushLog open(Path folder, long maxBytes) {
        try {
            return new PushLog(PushFile.create(folder, maxBytes));
        } catch (IOException e) {
            throw new UncheckedIOException("data folder: " + folder + " (expected: a folder to write in)", e);
        }
    }

    /// Who hears of each push from now on once it was written down, or counted as unrecorded: it must be quick.
    public void listen(Consumer<Push> to) {
        listener = to;
    }

    /// Records a push; its sequence is given here, whatever it says.
    public void add(Push push) {
        enqueue(new Write(push));
    }

    public RecordState state() {
        return ask(Report::new);
    }

    /// Forgets all pushes; sequences go on.
    public RecordState clear() {
        return ask(Clear::new);
    }

    /// The recorded pushes that match, the earliest first.
    public List<Push> read(PushQuery query) {
        List<Push> pushes = new ArrayList<>();
        read(query, line -> pushes.add(PushJson.push(line)));
        return pushes;
    }

    /// The matching pushes as lines of JSON, without line ends.
    public void readLines(PushQuery query, Consumer<String> lines) {
        read(query, lines);
    }

    private void read(PushQuery query, Consumer<String> matching) {
        long bytes = state().bytes();
        try (BufferedReader lines = file.reader(bytes)) {
            var filter = new LineFilter(query);
            int left = query.limit();
            for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
                if (filter.matches(line)) {
                    matching.accept(line);
                    left--;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the record cannot be read", e);
        }
    }

    /// Stops writing and deletes the file. Closing again does nothing.
    @Override
    public void close() {
        if (stopped) return;
        enqueue(new Stop());
        try {
            writer.join();
            Files.deleteIfExists(file.path());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the record " + file.path() + " cannot be deleted", e);
        }
    }

    private RecordState ask(Function<CompletableFuture<RecordState>, Entry> question) {
        CompletableFuture<RecordState> state = new CompletableFuture<>();
        enqueue(question.apply(state));
        return state.join();
    }

    private void enqueue(Entry entry) {
        if (stopped) throw new IllegalStateException("the record is closed");
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the record's writer", e);
        }
    }

    /// Whoever asked in the same moment is told, and does not wait for ever.
    private void stop() {
        stopped = true;
        for (Entry left = queue.poll(); left != null; left = queue.poll()) {
            switch (left) {
                case Report(var state) ->
                    state.completeExceptionally(new IllegalStateException("the record is closed"));
                case Clear(var state) -> state.completeExceptionally(new IllegalStateException("the record is closed"));
                case Write _, Stop _ -> {}
            }
        }
    }

    private void write() {
        try (file) {
            while (true) {
                switch (queue.take()) {
                    case Write(Push push) -> {
                        file.append(push);
                        listener.accept(push);
                    }
                    case Report(var state) -> state.complete(file.flushedState());
                    case Clear(var state) -> state.complete(file.clear());
                    case Stop() -> {
                        stop();
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

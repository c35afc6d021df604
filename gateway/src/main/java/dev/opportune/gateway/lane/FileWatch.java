package dev.opportune.gateway.lane;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An operator's files that belong together, taken over when they change. What is of no use is refused whole, and what
/// was taken before stays.
///
/// Files are read when they have stayed the same from one look to the next, so that one that is being written is not
/// taken for a shorter one. Looks come one at a time, from any thread.
public final class FileWatch {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final String what;
    private final Supplier<List<Path>> files;
    private final Supplier<String> stays;
    private final Take take;
    private volatile @Nullable String fault;
    private List<Stamp> read;
    private List<Stamp> seen;
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /// Reads the files and puts what they say in force; gives what the log says of it.
    public interface Take {
        String run() throws RefusedException;
    }

    /// What changes when a file is written, or another takes its place.
    private record Stamp(
            Path file,
            @Nullable FileTime modified,
            long bytes,
            @Nullable Object identity) {
        static Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(file, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException absent) {
                return new Stamp(file, null, -1, null);
            }
        }

        static List<Stamp> of(List<Path> files) {
            return files.stream().map(Stamp::of).toList();
        }
    }

    /// Make it before the files are read for the first time, so that no change falls between.
    ///
    /// @param what people call the files, such as `callers_file`
    /// @param stays says what is in force while a change is refused
    public FileWatch(String what, List<Path> files, Supplier<String> stays, Take take) {
        this(what, fixed(files), stays, take);
    }

    /// The same for files that come and go, as those of a folder do.
    ///
    /// @param files those that are there now
    public FileWatch(String what, Supplier<List<Path>> files, Supplier<String> stays, Take take) {
        this.what = what;
        this.files = files;
        this.stays = stays;
        this.take = take;
        this.read = Stamp.of(files.get());
        this.seen = read;
    }

    private static Supplier<List<Path>> fixed(List<Path> files) {
        var these = List.copyOf(files);
        return () -> these;
    }

    /// What people call the files.
    public String what() {
        return what;
    }

    /// What is wrong with the files as they are now; empty: what they say is in force.
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /// Shows whether they are refused now, and how often they were taken over and refused.
    public void show(MeterRegistry meters) {
        Gauge.builder("opportune.file.refused", this, it -> it.fault == null ? 0 : 1)
                .description("1: the files are refused as they are now, and what was in force before stays")
                .tag("file", what)
                .strongReference(true)
                .register(meters);
        reloads("taken", taken, meters);
        reloads("refused", refused, meters);
    }

    private void reloads(String result, LongAdder count, MeterRegistry meters) {
        FunctionCounter.builder("opportune.reloads", count, LongAdder::sum)
                .description("Looks at changed files, by what came of them")
                .tag("file", what)
                .tag("result", result)
                .register(meters);
    }

    /// Takes the files over if they have changed and are at rest.
    public synchronized void look() {
        var now = Stamp.of(files.get());
        boolean atRest = now.equals(seen);
        seen = now;
        if (atRest && !now.equals(read)) takeOver(now);
    }

    /// Takes the files over as they are: whoever asks for that has written them.
    public synchronized void lookAtOnce() {
        seen = Stamp.of(files.get());
        takeOver(seen);
    }

    private void takeOver(List<Stamp> now) {
        read = now;
        try {
            LOG.info("{}: {}", what, take.run());
            fault = null;
            taken.increment();
        } catch (RefusedException e) {
            for (var problem : e.problems()) LOG.warn("{} is refused, {}: {}", what, stays.get(), problem);
            refused.increment();
            fault = stays.get() + ", since the file is refused: " + e.problems().getFirst();
        }
    }
}

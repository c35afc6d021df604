package dev.opportune.connectors.wire;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one app's lanes share: its credentials as its files have them now, and what is wrong with them, by our own
/// reading or by the provider's word. Thread-safe.
public final class Account<K extends Credentials> {

    private static final Logger LOG = LoggerFactory.getLogger(Account.class);

    private final String app;
    private final @Nullable Path[] files;
    private final Supplier<K> reader;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Reading<K> reading;

    /// Reads the files.
    ///
    /// @param files what is looked at for changes; null ones are left out
    /// @param reader reads them; [UnusableFileException] when one is of no use
    public Account(String app, Supplier<K> reader, @Nullable Path... files) {
        this.app = app;
        this.reader = reader;
        this.files = files.clone();
        this.reading = read();
    }

    /// Null when the files are of no use.
    public @Nullable K current() {
        return reading.credentials;
    }

    /// What keeps the app from sending, a plain sentence; null when nothing is known to.
    public @Nullable String fault() {
        return reading.fault();
    }

    /// Runs whenever the credentials are others, on the thread that found out. Ends with [#unfollow].
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    /// Reads the files again if they hold something else. Blocks.
    public synchronized void refresh() {
        if (Fingerprint.of(files).equals(reading.fingerprint)) return;
        Reading<K> next = read();
        reading = next;
        LOG.info("{}: {} credentials", app, next.credentials == null ? "unusable" : "new");
        followers.forEach(Runnable::run);
    }

    /// The provider refused not a message but all that the app sends. What it says of former credentials says nothing
    /// of the present ones.
    ///
    /// @param by what was refused
    /// @param why a plain sentence
    public void refused(K by, String why) {
        Reading<K> now = reading;
        if (by.equals(now.credentials)) now.refusal = why;
    }

    /// The provider accepted a message.
    public void accepted(K by) {
        Reading<K> now = reading;
        if (by.equals(now.credentials) && now.refusal != null) now.refusal = null;
    }

    private Reading<K> read() {
        // Before they are read: what changes in between is found by the next look.
        Fingerprint fingerprint = Fingerprint.of(files);
        try {
            return new Reading<>(fingerprint, reader.get(), null);
        } catch (UnusableFileException e) {
            return new Reading<>(fingerprint, null, e.getMessage());
        }
    }

    /// What the files gave once: credentials, or why there are none.
    private static final class Reading<K extends Credentials> {

        private final Fingerprint fingerprint;
        private final @Nullable K credentials;
        private final @Nullable String unusable;
        private volatile @Nullable String refusal;

        Reading(Fingerprint fingerprint, @Nullable K credentials, @Nullable String unusable) {
            this.fingerprint = fingerprint;
            this.credentials = credentials;
            this.unusable = unusable;
        }

        @Nullable
        String fault() {
            String wrong = credentials == null ? unusable : credentials.fault();
            return wrong == null ? refusal : wrong;
        }
    }
}

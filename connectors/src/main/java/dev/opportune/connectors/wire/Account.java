package dev.opportune.connectors.wire;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.Foreign;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.verdict.Verdicts;
import java.nio.file.Path;
import java.time.Duration;
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
    private volatile String settings = "";
    private volatile @Nullable String missed;
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

    /// Which setting seems to be wrong, a plain sentence; null when none does.
    public @Nullable String slip() {
        return reading.verdicts.slip();
    }

    /// Why the files could not be read again though they were of use before, a plain sentence; null when they can be.
    public @Nullable String warning() {
        return missed;
    }

    /// What the settings are known by that were of use last; empty when none were yet.
    public String settings() {
        return settings;
    }

    /// Runs whenever the credentials are others, on the thread that found out. Ends with [#unfollow].
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    /// Reads the files again if they hold something else. One that is gone or unreadable says nothing of the
    /// credentials: the last good ones stay. Blocks.
    public synchronized void refresh() {
        Reading<K> next = Fingerprint.of(files).equals(reading.fingerprint) ? reading : read();
        boolean stay = next.unread && reading.credentials != null;
        missed = stay ? next.unusable + "; the credentials that it held stay in use" : null;
        if (stay || next == reading) return;
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

    /// The provider accepted a message for a device.
    public void accepted(K by, String address) {
        Reading<K> now = reading;
        if (!by.equals(now.credentials)) return;
        now.verdicts.accepted(address);
        if (now.refusal != null) now.refusal = null;
    }

    /// The provider called a device token another app's. What becomes of its message: the device is to blame only when
    /// the app gets through to others; when nearly no device is accepted, its settings are, and its messages wait.
    ///
    /// @param word the provider's
    /// @param slip what is wrong when it is the settings, a plain sentence
    public DeliveryOutcome foreign(K by, PushMessage message, String word, String slip) {
        Reading<K> now = reading;
        // Of former credentials: the present ones may fare better.
        if (!by.equals(now.credentials)) return new NotSent(word, Duration.ZERO, Extent.DEVICE);
        return switch (now.verdicts.refused(message.address(), slip)) {
            case DEVICE -> new Foreign(word, by.settings());
            case UNCLEAR -> new Rejected(word, Blame.UNCLEAR);
            case SETTINGS -> {
                boolean othersMayFareBetter = now.verdicts.areEstablished() && message.standing() == Standing.UNPROVEN;
                yield new NotSent(word, Outcomes.CONFIGURATION_RETRY, othersMayFareBetter ? Extent.DEVICE : Extent.APP);
            }
        };
    }

    private Reading<K> read() {
        // Before they are read: what changes in between is found by the next look.
        Fingerprint fingerprint = Fingerprint.of(files);
        try {
            K credentials = reader.get();
            settings = credentials.settings();
            return new Reading<>(fingerprint, credentials, null, false);
        } catch (UnusableFileException e) {
            return new Reading<>(fingerprint, null, e.getMessage(), e.isUnread());
        }
    }

    /// What the files gave once: credentials, or why there are none.
    private static final class Reading<K extends Credentials> {

        private final Fingerprint fingerprint;
        private final @Nullable K credentials;
        private final @Nullable String unusable;
        private final boolean unread;
        private final Verdicts verdicts = new Verdicts();
        private volatile @Nullable String refusal;

        Reading(Fingerprint fingerprint, @Nullable K credentials, @Nullable String unusable, boolean unread) {
            this.fingerprint = fingerprint;
            this.credentials = credentials;
            this.unusable = unusable;
            this.unread = unread;
        }

        @Nullable
        String fault() {
            String wrong = credentials == null ? unusable : credentials.fault();
            if (wrong == null) wrong = refusal;
            return wrong == null ? verdicts.slip() : wrong;
        }
    }
}

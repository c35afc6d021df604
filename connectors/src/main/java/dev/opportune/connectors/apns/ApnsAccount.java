package dev.opportune.connectors.apns;

import dev.opportune.connectors.wire.Fingerprint;
import dev.opportune.connectors.wire.UnusableFileException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one app's lanes share: its credentials as its files have them now, and what is wrong with them, by our own
/// reading or by Apple's word. Thread-safe.
final class ApnsAccount {

    private static final Logger log = LoggerFactory.getLogger(ApnsAccount.class);

    /// What the files gave: credentials, or why there are none.
    private record Files(
            Fingerprint fingerprint,
            @Nullable ApnsCredentials credentials,
            @Nullable String fault) {}

    private final ApnsSettings settings;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Files files;
    private volatile @Nullable String refusal;

    ApnsAccount(ApnsSettings settings) {
        this.settings = settings;
        this.files = read();
    }

    /// Null when the files are of no use.
    @Nullable
    ApnsCredentials credentials() {
        return files.credentials;
    }

    @Nullable
    String fault() {
        String unusable = files.fault;
        return unusable == null ? refusal : unusable;
    }

    /// Reads the files again if they hold something else. Blocks.
    synchronized void refresh() {
        Fingerprint now = fingerprint();
        if (now.equals(files.fingerprint)) {
            return;
        }
        Files next = read();
        files = next;
        refusal = null;
        if (next.fault == null) {
            log.info("{}: new credentials", settings.app());
        }
        listeners.forEach(Runnable::run);
    }

    /// Runs whenever the credentials are others, on the thread that found out. Ends with [#forget].
    void whenChanged(Runnable listener) {
        listeners.add(listener);
    }

    void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /// Apple refused not a message but all that the app sends.
    void refused(String reason) {
        refusal = "Apple refuses what this app sends with " + reason
                + ": its topic, environment, key_file, key_id and team_id do not fit together";
    }

    /// Apple accepted a message.
    void worked() {
        if (refusal != null) {
            refusal = null;
        }
    }

    private Files read() {
        // Before they are read: what changes in between is found by the next look.
        Fingerprint fingerprint = fingerprint();
        try {
            return new Files(fingerprint, ApnsCredentials.read(settings), null);
        } catch (UnusableFileException e) {
            return new Files(fingerprint, null, e.getMessage());
        }
    }

    private Fingerprint fingerprint() {
        return Fingerprint.of(settings.keyFile(), settings.caFile());
    }
}

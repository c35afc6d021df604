package dev.opportune.connectors.fcm;

import dev.opportune.connectors.wire.UnusableFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The account that an app's files hold now, or why they hold none; tells the lanes when that changes. Thread-safe.
final class FcmAccounts {

    private static final Logger log = LoggerFactory.getLogger(FcmAccounts.class);

    /// One of them is null.
    private record Present(
            @Nullable FcmAccount account, @Nullable String unusable) {}

    private final FcmSettings settings;
    private final Function<FcmCredentials, FcmAccount> accounts;
    private final Set<Runnable> followers = ConcurrentHashMap.newKeySet();
    private volatile Present present;

    /// Reads the files.
    ///
    /// @param accounts makes the account of what was read
    FcmAccounts(FcmSettings settings, Function<FcmCredentials, FcmAccount> accounts) {
        this.settings = settings;
        this.accounts = accounts;
        this.present = read(null);
    }

    /// The account to send with; null when there is none to be had from the files.
    @Nullable
    FcmAccount current() {
        return present.account;
    }

    @Nullable
    String fault() {
        Present now = present;
        return now.account == null ? now.unusable : now.account.fault();
    }

    /// Runs that whenever the account has changed, on the thread that found out.
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    /// Reads the files again. Blocks.
    synchronized void refresh() {
        FcmAccount before = present.account;
        Present after = read(before);
        present = after;
        if (after.account != before) {
            log.info(
                    "{}: the service account {}",
                    settings.app(),
                    after.account == null ? "is unusable" : "has changed");
            followers.forEach(Runnable::run);
        }
    }

    private Present read(@Nullable FcmAccount before) {
        try {
            FcmCredentials credentials = FcmCredentials.read(settings);
            boolean same = before != null && before.isOf(credentials);
            return new Present(same ? before : accounts.apply(credentials), null);
        } catch (UnusableFileException e) {
            return new Present(null, e.getMessage());
        }
    }
}

package dev.opportune.connectors.fcm;

import dev.opportune.connectors.wire.CaFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One reading of an app's files: the project, the access tokens of its service account, and what Google has against
/// them. Shared by all lanes; thread-safe.
final class FcmAccount {

    private final Path file;
    private final FcmCredentials credentials;
    private final AccessTokens tokens;
    private volatile @Nullable String refusal;

    FcmAccount(Path file, FcmCredentials credentials, AccessTokens tokens) {
        this.file = file;
        this.credentials = credentials;
        this.tokens = tokens;
    }

    boolean isOf(FcmCredentials others) {
        return credentials.isSameAs(others);
    }

    String project() {
        return credentials.project();
    }

    /// Where its messages go.
    String path() {
        return "/v1/projects/" + project() + "/messages:send";
    }

    @Nullable
    CaFile ca() {
        return credentials.ca();
    }

    AccessTokens tokens() {
        return tokens;
    }

    /// FCM refused a message for a reason that holds for all of them.
    void refused(String word) {
        refusal = "FCM refuses messages for the project " + project() + " (" + word + ")";
    }

    /// FCM accepted a message.
    void accepted() {
        if (refusal != null) {
            refusal = null;
        }
    }

    /// A plain sentence, null when nothing is known to be wrong.
    @Nullable
    String fault() {
        String wrong = tokens.fault();
        if (wrong == null) {
            wrong = refusal;
        }
        return wrong == null ? null : FcmCredentials.SETTING + ": " + file + ": " + wrong;
    }
}

package dev.opportune.connectors.fcm;

import dev.opportune.connectors.verdict.SettingsMark;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.Credentials;
import dev.opportune.connectors.wire.Outcomes;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A service account as an app's files had it: the project, and the access tokens that messages go with. Shared by all
/// lanes; thread-safe.
final class ServiceAccount implements Credentials {

    private final String mark;
    private final Path file;
    private final FcmCredentials credentials;
    private final AccessTokens tokens;
    private final ThirdParties thirdParties;

    ServiceAccount(String app, Path file, FcmCredentials credentials, AccessTokens tokens, LongSupplier nanoTime) {
        this.mark = SettingsMark.of(app, credentials.project());
        this.file = file;
        this.credentials = credentials;
        this.tokens = tokens;
        this.thirdParties = new ThirdParties(nanoTime);
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

    @Override
    public @Nullable String fault() {
        String wrong = tokens.fault();
        return wrong == null ? null : named(wrong);
    }

    /// By the project alone: whose device tokens are its, no key of one of its service accounts changes.
    @Override
    public String settings() {
        return mark;
    }

    /// What is wrong when nearly every device is called another project's.
    String slip(String word) {
        return named("FCM answers " + word + " for nearly every device: the project " + project()
                + " is not the one that their app was built with (project_id in its google-services.json, PROJECT_ID in"
                + " its GoogleService-Info.plist)" + Outcomes.UNTIL_MENDED);
    }

    /// What it means for the app that FCM refuses a message with this word, for a reason that holds for all of them.
    String refusal(String word) {
        String remedy = ProjectRefusal.remedy(word);
        return named("FCM refuses messages for the project " + project() + " (" + word + ")"
                + (remedy == null ? "" : ": " + remedy));
    }

    /// What is known of the project's own credentials at Apple and Web Push services.
    ThirdParties thirdParties() {
        return thirdParties;
    }

    /// What keeps a part of the devices from being reached, null when nothing is known to.
    @Nullable
    String warning() {
        String missing = thirdParties.missing();
        return missing == null
                ? null
                : "Firebase cannot reach iPhones or browsers of the project " + project()
                        + " (THIRD_PARTY_AUTH_ERROR): add or renew, in the Firebase console, " + missing;
    }

    private String named(String wrong) {
        return FcmCredentials.SETTING + ": " + file + ": " + wrong;
    }
}

package dev.opportune.connectors.fcm;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why Google takes nothing of the service account, and what to do, by the `reason` of an `ErrorInfo`
/// (google.api.ErrorReason), or by the sentence where there is none.
enum ProjectRefusal {
    SERVICE_DISABLED(
            "enable the \"Firebase Cloud Messaging API\" (fcm.googleapis.com) for the project in the Google Cloud"
                    + " console, and give it some minutes"),
    IAM_PERMISSION_DENIED(
            "give the service account the permission cloudmessaging.messages.create on the project, such as"
                    + " by the role \"Firebase Cloud Messaging API Admin\""),
    CONSUMER_INVALID(
            "the project does not exist or is being deleted; take the service account of the one that there is"),
    RESOURCE_PROJECT_INVALID("the project does not exist; take the service account of the one that there is"),
    CONSUMER_SUSPENDED("Google has suspended the project; its owner finds out why in the Google Cloud console"),
    BILLING_DISABLED("enable billing for the project in the Google Cloud console"),
    USER_PROJECT_DENIED("let the service account use the project's services (roles/serviceusage.serviceUsageConsumer)"),
    ACCOUNT_STATE_INVALID("the service account is disabled or deleted; enable it, or take the key of another"),
    ACCESS_TOKEN_SCOPE_INSUFFICIENT("the access token is not for messages; is the endpoint Google's?"),
    UNAUTHENTICATED("the access token is refused though it is new; is the endpoint Google's, and the clock right?"),
    HTTP_404("there is nothing at that path; is the endpoint FCM's?");

    private final String remedy;

    ProjectRefusal(String remedy) {
        this.remedy = remedy;
    }

    static Set<String> words() {
        return Arrays.stream(values()).map(ProjectRefusal::word).collect(Collectors.toUnmodifiableSet());
    }

    /// Google's reason, or what stands in for it.
    static String word(FcmError error, String otherwise) {
        String reason = error.reason();
        if (reason != null) return reason;
        String sentence = error.sentence();
        if (sentence.contains("has not been used in project") || sentence.contains("it is disabled")) {
            return SERVICE_DISABLED.name();
        }
        return error.speaksOfPermission() ? IAM_PERMISSION_DENIED.name() : otherwise;
    }

    /// What to do about it, null when nobody knows.
    static @Nullable String remedy(String word) {
        for (ProjectRefusal refusal : values()) {
            if (refusal.word().equals(word)) return refusal.remedy;
        }
        return null;
    }

    private String word() {
        return this == HTTP_404 ? "http_404" : name();
    }
}

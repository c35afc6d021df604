package dev.opportune.simulator.behaviour;

import java.util.Arrays;
import java.util.Locale;

/// The forms in which FCM was seen to give one error code: with more or less in the details, and other sentences. A
/// client that knows the documentation's form alone takes these for something else.
public enum FcmForm {
    /// "The registration token is not a valid FCM registration token", and no `BadRequest` (firebase-admin-java, 1064).
    TOKEN_IN_SENTENCE(FcmErrorCode.INVALID_ARGUMENT),
    /// A `BadRequest` that names `message.token` (firebase-admin-python, 187).
    TOKEN_IN_BAD_REQUEST(FcmErrorCode.INVALID_ARGUMENT),
    /// An `ApnsError` with `BadDeviceToken`, for an iPhone.
    TOKEN_AT_APPLE(FcmErrorCode.INVALID_ARGUMENT),
    /// "Android message is too big" (firebase-admin-go, 580).
    TOO_BIG(FcmErrorCode.INVALID_ARGUMENT),
    /// "Invalid value at 'message.data[0].value' (TYPE_STRING)", with a `BadRequest` and no `FcmError`.
    DATA_TYPE(FcmErrorCode.INVALID_ARGUMENT),
    /// For an iPhone: an `ApnsError` with `InvalidProviderToken`.
    IPHONE(FcmErrorCode.THIRD_PARTY_AUTH_ERROR),
    /// For a browser: a `WebPushError`.
    BROWSER(FcmErrorCode.THIRD_PARTY_AUTH_ERROR),
    /// With the sentence of an OAuth failure (firebase-admin-node, 3215).
    OAUTH_SENTENCE(FcmErrorCode.THIRD_PARTY_AUTH_ERROR),
    /// A missing permission under this code (firebase-admin-go, 238).
    NO_PERMISSION(FcmErrorCode.SENDER_ID_MISMATCH),
    /// "NotRegistered" in place of "Requested entity was not found."
    NOT_REGISTERED(FcmErrorCode.UNREGISTERED),
    /// With a `QuotaFailure`: the device's own quota.
    OF_THE_DEVICE(FcmErrorCode.QUOTA_EXCEEDED);

    private final FcmErrorCode code;

    FcmForm(FcmErrorCode code) {
        this.code = code;
    }

    /// The code that it is a form of.
    public FcmErrorCode code() {
        return code;
    }

    /// The name on the control port, such as `token_in_sentence`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The form of that wire name.
    ///
    /// @throws IllegalArgumentException for any other name
    public static FcmForm ofWireName(String wireName) {
        for (FcmForm form : values()) {
            if (form.wireName().equals(wireName)) return form;
        }
        throw new IllegalArgumentException("form: " + wireName + " (expected: one of "
                + Arrays.stream(values()).map(FcmForm::wireName).toList() + ")");
    }
}

package dev.opportune.connectors.fcm;

import dev.opportune.connectors.fcm.FcmError.Fields;
import java.util.List;
import java.util.Set;

/// Whom an `INVALID_ARGUMENT` is about. FCM says it of a bad message and of a bad device token; which of them it says
/// in
/// a `BadRequest`, in an `ApnsError`, in its sentence alone, or not at all.
enum Culprit {
    /// The device token is none, and nothing else is wrong.
    DEVICE,
    /// Apple does not take the device token that Firebase has of it: dead, or of another app or environment.
    DEVICE_AT_APPLE,
    MESSAGE,
    /// Nobody is named.
    NOBODY;

    /// Firebase's sentences about a device token, of now and of years ago, lower case.
    private static final List<String> OF_THE_DEVICE = List.of(
            "registration token is not a valid",
            "registration token is not valid",
            "registration token is invalid",
            "invalid registration token",
            "invalid registration",
            "not a valid registration token",
            "not a valid fcm registration token",
            "invalid value at 'message.token'");

    /// They quote what the message holds, which may be any of the above.
    private static final List<String> QUOTING = List.of("invalid json payload", "invalid value at 'message.");

    private static final Set<String> OF_NOBODY =
            Set.of("", "request contains an invalid argument.", "request contains an invalid argument");

    private static final Set<String> AT_APPLE = Set.of("BadDeviceToken", "DeviceTokenNotForTopic");

    static Culprit of(FcmError error) {
        if (error.fields() != Fields.NONE) return error.fields() == Fields.ADDRESS ? DEVICE : MESSAGE;
        if (error.apnsReason() != null) return AT_APPLE.contains(error.apnsReason()) ? DEVICE_AT_APPLE : MESSAGE;
        return OF_NOBODY.contains(error.sentence()) ? NOBODY : bySentence(error.sentence());
    }

    /// A sentence that is not known speaks of something, which another message may do without.
    private static Culprit bySentence(String sentence) {
        boolean ofTheDevice = OF_THE_DEVICE.stream().anyMatch(sentence::contains);
        boolean quotes = QUOTING.stream().anyMatch(sentence::startsWith)
                && !sentence.startsWith("invalid value at 'message.token'");
        return ofTheDevice && !quotes ? DEVICE : MESSAGE;
    }
}

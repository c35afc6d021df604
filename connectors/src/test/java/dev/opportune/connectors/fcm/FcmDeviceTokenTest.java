package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FcmDeviceTokenTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void registration_tokens_and_installations_ids_are_taken_as_they_come() {
        for (int i = 0; i < 2_000; i++) {
            var fid = characters(22);
            var registration = fid + ":APA91b" + characters(random.nextInt(100, 230));
            assertThat(FcmDeviceToken.canonical(fid)).isEqualTo(fid);
            assertThat(FcmDeviceToken.canonical(registration)).isEqualTo(registration);
            var another = registration.toLowerCase(Locale.ROOT);
            assertThat(FcmDeviceToken.canonical(another)).isEqualTo(another).isNotEqualTo(registration);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ada-android", "and-u-000017", "device-7", "dGVzdA", "APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx"})
    void made_up_ones_and_those_of_gcm_are_taken(String text) {
        assertThat(FcmDeviceToken.canonical(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | 4 characters",
                "undefined | a word",
                "BLACKLISTED | a word",
                "SERVICE_NOT_AVAILABLE | a word",
                "MISSING_INSTANCEID_SERVICE | a word",
                "(null) | has a character",
                "[object Object] | has a character",
                "java.io.IOException: AUTHENTICATION_FAILED | has a character",
                "'{\"token\":\"dGVzdA:APA91bFoo\"}' | has a character",
                "'dGVzdA:APA91b Foo' | has a character",
                "'dGVzdA:APA91bFoo ' | has a character",
                "dGVzdA%3AAPA91bFoo | has a character",
                "dGVzdA+b/2FzZTY0c3RhbmRhcmQ= | has a character",
                "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx] | Expo",
                "ExpoPushToken[xxxxxxxxxxxxxxxxxxxxxx] | Expo",
                "3f2b8c1e-77aa-4d10-9f60-0123456789ab | a UUID",
                "48c9a1e07b52d36f8e1049bb7c6d5a3321fe90cd84b7a6152e3f70d1c8b95a64 | a device token of APNs",
                "48C9A1E07B52D36F8E1049BB7C6D5A3321FE90CD84B7A6152E3F70D1C8B95A64 | a device token of APNs",
                "<48c9a1e0 7b52d36f 8e1049bb 7c6d5a33 21fe90cd 84b7a615 2e3f70d1 c8b95a64> | a device token of APNs",
                "no | 2 characters"
            })
    void what_is_none_is_refused_by_name_and_not_shown(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FcmDeviceToken.canonical(text))
                .withMessageContaining(why)
                .withMessageContaining("(expected: a registration token of FCM")
                .satisfies(refusal -> {
                    if (text.length() > 4) assertThat(refusal.getMessage()).doesNotContain(text);
                });
    }

    @Test
    void the_bounds_are_what_they_say() {
        assertThat(FcmDeviceToken.canonical("x".repeat(4096))).hasSize(4096);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FcmDeviceToken.canonical("x".repeat(4097)))
                .withMessageStartingWith("4097 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FcmDeviceToken.canonical("x".repeat(5)))
                .withMessageStartingWith("5 characters");
    }

    private String characters(int count) {
        var text = new StringBuilder("k"); // never all hexadecimal
        while (text.length() < count) text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return text.toString();
    }
}

package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApnsDeviceTokenTest {

    private static final String PHONE = "48c9a1e07b52d36f8e1049bb7c6d5a3321fe90cd84b7a6152e3f70d1c8b95a64";

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void one_phone_has_one_form_whatever_the_case_the_blanks_and_the_brackets() {
        for (int i = 0; i < 5_000; i++) {
            var bytes = new byte[random.nextInt(ApnsDeviceToken.LEAST_BYTES, ApnsDeviceToken.MOST_BYTES + 1)];
            random.nextBytes(bytes);
            var plain = HexFormat.of().formatHex(bytes);
            assertThat(ApnsDeviceToken.canonical(plain)).isEqualTo(plain);
            assertThat(ApnsDeviceToken.canonical(written(plain))).isEqualTo(plain);
        }
    }

    @Test
    void the_old_description_of_ios_is_the_device_token_in_it() {
        var described = "<" + PHONE.toUpperCase(Locale.ROOT).replaceAll("(.{8})(?=.)", "$1 ") + ">";
        assertThat(described).startsWith("<48C9A1E0 7B52D36F");
        assertThat(ApnsDeviceToken.canonical(described)).isEqualTo(PHONE);
    }

    @Test
    void the_bounds_are_what_they_say() {
        assertThat(ApnsDeviceToken.canonical("ab".repeat(16))).hasSize(32);
        assertThat(ApnsDeviceToken.canonical("ab".repeat(100))).hasSize(200);
        refused("ab".repeat(15), "30 digits");
        refused("ab".repeat(101), "202 digits");
        refused("ab".repeat(32) + "c", "65 digits, an odd number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<>",
                "null",
                "(null)",
                "undefined",
                "[object Object]",
                "SMmh4HtS02+OEEm7fG1aMyH+kM2Et6YVLj9w0ci5WmQ=",
                "3f2b8c1e-77aa-4d10-9f60-0123456789ab",
                "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]",
                "dGVzdA:APA91bFoo_bar-48c9",
                "{length = 32, bytes = 0x48c9a1e0 7b52d36f ... c8b95a64 }",
                "48c9a1e07b52d36f8e1049bb7c6d5a33%21",
                "0x48c9a1e07b52d36f8e1049bb7c6d5a3321",
                "<48c9a1e07b52d36f8e1049bb7c6d5a33",
                "48c9a1e0-7b52d36f-8e1049bb-7c6d5a33-21fe90cd",
                "４８c9a1e07b52d36f8e1049bb7c6d5a3321",
                "{\"token\":\"48c9a1e07b52d36f8e1049bb7c6d5a33\"}"
            })
    void what_is_none_is_refused_and_not_shown(String text) {
        refused(text, "expected: a device token of APNs");
    }

    private static void refused(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApnsDeviceToken.canonical(text))
                .withMessageContaining(why)
                .satisfies(refusal -> {
                    if (text.length() > 10) assertThat(refusal.getMessage()).doesNotContain(text.substring(2, 10));
                });
    }

    /// As some app might write it.
    private String written(String plain) {
        var text = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            text.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
            if (random.nextInt(8) == 0) text.append(' ');
        }
        return random.nextBoolean() ? " <" + text + "> " : text.toString();
    }
}

package dev.opportune.ratelimiter.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DeviceTokenBytesTest {

    private static final String BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final List<String> ALPHABETS =
            List.of("0123456789abcdef", "0123456789ABCDEF", BASE64_URL, BASE64_URL + ":", BASE64_URL + ":%+/=é😀");

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    @Test
    void every_device_token_comes_back_as_it_was_and_is_like_no_other() {
        var packed = new HashMap<String, String>();
        for (int i = 0; i < 50_000; i++) {
            var deviceToken = text(ALPHABETS.get(i % ALPHABETS.size()), 1 + random.nextInt(i % 7 == 0 ? 400 : 12));
            byte[] bytes = DeviceTokenBytes.pack(deviceToken);
            assertThat(DeviceTokenBytes.unpack(bytes)).isEqualTo(deviceToken);
            var before = packed.put(HexFormat.of().formatHex(bytes), deviceToken);
            assertThat(before).isIn(null, deviceToken);
        }
    }

    @Test
    void an_apns_device_token_takes_half_and_one_byte() {
        assertThat(DeviceTokenBytes.pack(text("0123456789abcdef", 64))).hasSize(33);
    }

    @Test
    void an_fcm_device_token_takes_three_quarters_and_two_bytes() {
        assertThat(DeviceTokenBytes.pack(text(BASE64_URL, 22) + ":APA91b" + text(BASE64_URL, 134)))
                .hasSize(2 + 162 / 4 * 3 + 3);
    }

    @Test
    void what_has_two_colons_or_one_far_in_stays_text() {
        for (var deviceToken : List.of("a:b:c-0123456789", "x".repeat(300) + ":y")) {
            assertThat(DeviceTokenBytes.pack(deviceToken)).hasSize(deviceToken.length() + 1);
        }
    }

    private String text(String alphabet, int characters) {
        int[] points = alphabet.codePoints().toArray();
        var text = new StringBuilder();
        for (int i = 0; i < characters; i++) text.appendCodePoint(points[random.nextInt(points.length)]);
        return text.toString();
    }
}

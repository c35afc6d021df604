package dev.opportune.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.simulator.record.Provider;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceShareTest {

    private static final int DEVICES = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.05, 0.5, 1})
    void as_large_a_part_of_the_device_tokens_is_in_it_as_was_asked_for(double fraction) {
        var share = new DeviceShare(ApnsReason.UNREGISTERED, fraction);

        long held = IntStream.range(0, DEVICES)
                .filter(i -> share.holds(deviceToken(i)))
                .count();

        assertThat((double) held / DEVICES).isCloseTo(fraction, Offset.offset(0.005));
    }

    @Test
    void a_larger_share_holds_the_smaller_one() {
        var small = new DeviceShare(FcmErrorCode.UNREGISTERED, 0.05);
        var large = new DeviceShare(FcmErrorCode.UNREGISTERED, 0.1);

        assertThat(IntStream.range(0, DEVICES)
                        .mapToObj(DeviceShareTest::deviceToken)
                        .filter(small::holds))
                .isNotEmpty()
                .allMatch(large::holds);
    }

    @Test
    void shares_of_two_reasons_are_independent() {
        var gone = new DeviceShare(ApnsReason.UNREGISTERED, 0.5);
        var bad = new DeviceShare(ApnsReason.BAD_DEVICE_TOKEN, 0.5);

        long both = IntStream.range(0, DEVICES)
                .mapToObj(DeviceShareTest::deviceToken)
                .filter(deviceToken -> gone.holds(deviceToken) && bad.holds(deviceToken))
                .count();

        assertThat((double) both / DEVICES).isCloseTo(0.25, Offset.offset(0.01));
    }

    @Test
    void a_share_holds_for_its_own_provider_and_what_is_scripted_for_a_device_goes_before() {
        var devices = new DeviceScripts(10);
        devices.share(new DeviceShare(ApnsReason.UNREGISTERED, 1));
        devices.put("ab", DeviceRefusal.times(ApnsReason.TOO_MANY_REQUESTS, 1));
        devices.put("cd", DeviceRefusal.times(FcmErrorCode.INTERNAL, 1));

        assertThat(devices.take(Provider.APNS, "ab"))
                .extracting(DeviceRefusal::reason)
                .isEqualTo(ApnsReason.TOO_MANY_REQUESTS);
        assertThat(devices.take(Provider.APNS, "ab"))
                .extracting(DeviceRefusal::reason)
                .isEqualTo(ApnsReason.UNREGISTERED);
        assertThat(devices.take(Provider.APNS, "cd"))
                .extracting(DeviceRefusal::reason)
                .isEqualTo(ApnsReason.UNREGISTERED);
        assertThat(devices.take(Provider.FCM, "ab")).isNull();
        assertThat(devices.take(Provider.FCM, "cd"))
                .extracting(DeviceRefusal::reason)
                .isEqualTo(FcmErrorCode.INTERNAL);
    }

    @Test
    void a_share_of_nothing_ends_it() {
        var devices = new DeviceScripts(10);
        devices.share(new DeviceShare(ApnsReason.UNREGISTERED, 1));
        devices.share(new DeviceShare(ApnsReason.UNREGISTERED, 0));

        assertThat(devices.take(Provider.APNS, "ab")).isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void a_fraction_is_from_0_to_1(double fraction) {
        assertThatThrownBy(() -> new DeviceShare(ApnsReason.UNREGISTERED, fraction))
                .hasMessage("fraction: " + fraction + " (expected: 0 to 1)");
    }

    private static String deviceToken(int i) {
        return String.format("%064x", i);
    }
}

package dev.opportune.simulator.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushLogTest {

    private static final String FCM_SEND = "{\"message\":{\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"s-9\\\"}\"}}}";

    @TempDir
    private Path folder;

    private PushLog log;

    @BeforeEach
    void open() {
        log = PushLog.open(folder, 10_000);
    }

    @AfterEach
    void close() {
        log.close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_push_is_read_as_it_was_recorded() {
        Push push = push(Provider.APNS, "ab", "{\"aps\":{\"alert\":\"Grüße, 雨\"},\"n\":1.50,\"n\":2}");
        log.add(push);
        assertThat(log.read(PushQuery.all())).containsExactly(push.numbered(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{\"aps\":", "[1,2]", "{} {}", "{\"a\":\"\\ud800\"}"})
    void a_payload_that_is_no_object_is_kept_as_text(String payload) {
        log.add(push(Provider.APNS, "ab", payload));
        assertThat(log.read(PushQuery.all())).hasSize(1);
        assertThat(log.state().recorded()).isEqualTo(1);
    }

    @Test
    void a_device_token_that_utf_8_cannot_hold_is_recorded_all_the_same() {
        log.add(push(Provider.FCM, "a\ud800", "{}"));
        assertThat(log.read(PushQuery.all())).extracting(Push::deviceToken).containsExactly("a?");
    }

    @Test
    void white_space_outside_of_strings_is_not_kept() {
        log.add(push(Provider.APNS, "ab", "{\n  \"aps\" : { \"alert\" : \"two\\nlines\" }\n}"));
        assertThat(log.read(PushQuery.all()))
                .extracting(Push::payload)
                .containsExactly("{\"aps\":{\"alert\":\"two\\nlines\"}}");
    }

    @Test
    void a_send_is_found_by_its_id_in_either_providers_payload() {
        log.add(push(Provider.APNS, "ab", "{\"aps\":{},\"opportune\":{\"send_id\":\"s-9\"}}"));
        log.add(push(Provider.FCM, "cd", FCM_SEND));
        log.add(push(Provider.FCM, "s-9", "{\"message\":{\"data\":{\"opportune\":\"not json\"}}}"));

        assertThat(log.read(PushQuery.ofSend("s-9"))).extracting(Push::sequence).containsExactly(1L, 2L);
        assertThat(log.read(PushQuery.toDevice("s-9")))
                .extracting(Push::sequence)
                .containsExactly(3L);
    }

    @Test
    void a_full_file_answers_with_what_it_left_out() {
        for (int i = 0; i < 100; i++) {
            log.add(push(Provider.APNS, "ab", "{\"aps\":{\"alert\":\"" + "x".repeat(900) + "\"}}"));
        }

        RecordState state = log.state();
        assertThat(state.full()).isTrue();
        assertThat(state.bytes()).isLessThanOrEqualTo(10_000);
        assertThat(state.recorded() + state.unrecorded()).isEqualTo(100);
        assertThat(log.read(PushQuery.all())).hasSize((int) state.recorded());
    }

    @Test
    void sequences_go_on_after_the_record_was_cleared() {
        log.add(push(Provider.APNS, "ab", "{}"));
        assertThat(log.clear().recorded()).isZero();
        assertThat(log.read(PushQuery.all())).isEmpty();
        log.add(push(Provider.APNS, "cd", "{}"));
        assertThat(log.read(PushQuery.all())).extracting(Push::sequence).containsExactly(2L);
    }

    @Test
    void pushes_are_read_in_pages() {
        for (int i = 0; i < 5; i++) log.add(push(Provider.APNS, "ab", "{}"));
        assertThat(log.read(new PushQuery(null, null, 2, 2)))
                .extracting(Push::sequence)
                .containsExactly(3L, 4L);
    }

    @Test
    void a_closed_record_says_so_instead_of_waiting() {
        log.close();
        assertThatThrownBy(() -> log.state()).hasMessage("the record is closed");
    }

    @Test
    void a_limit_beyond_what_memory_should_hold_is_refused() {
        assertThatThrownBy(() -> new PushQuery(null, null, 0, 100_001))
                .hasMessage("limit: 100001 (expected: 1 to 100000)");
    }

    private static Push push(Provider provider, String deviceToken, String payload) {
        return new Push(
                0,
                Instant.parse("2026-11-22T12:00:00.123Z"),
                provider,
                7,
                3,
                Map.of("apns-topic", "com.example.shop"),
                payload,
                deviceToken,
                400,
                "BadDeviceToken",
                "id-1");
    }
}

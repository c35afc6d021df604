package dev.opportune.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.SendState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StoryTextTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void every_reason_of_a_suppression_has_a_meaning_of_its_own() {
        var meanings = new HashSet<String>();
        for (var reason : SuppressReason.values()) {
            var meaning = StoryMeaning.of(send("suppressed", reason.word(), ""));
            assertThat(meaning).as(reason.word()).doesNotContain("See the guide");
            assertThat(meanings.add(meaning)).as(reason.word()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_state_has_a_meaning(SendState state) {
        assertThat(StoryMeaning.of(send(state.word(), "unknown_user", "")))
                .as(state.word())
                .doesNotContain("later release");
    }

    @Test
    void what_a_device_reported_goes_before_what_a_phone_may_have_done() {
        assertThat(StoryMeaning.of(send("accepted", "", ""))).contains("focus mode");
        assertThat(StoryMeaning.of(send("accepted", "", "{\"step\":\"reported\",\"what\":\"received_ios\"}")))
                .contains("A device received it");
        assertThat(StoryMeaning.of(send("accepted", "", "{\"step\":\"reported\",\"what\":\"opened\"}")))
                .contains("The user opened it");
    }

    @Test
    void a_word_of_somebody_else_gives_a_terminal_no_command() {
        var send = send("rejected", "", """
                {"at":"2026-11-22T11:59:59Z","step":"delivery","app":"a","outcome":"rejected","reason":"x\\u001b[2J\\ny","attempts":1}""");
        assertThat(StoryText.lines(send, NOW))
                .noneMatch(it -> it.chars().anyMatch(Character::isISOControl))
                .anyMatch(it -> it.contains("a: rejected, x"));
    }

    @Test
    void a_step_of_a_later_release_is_told_as_it_is() {
        var send = send("accepted", "", "{\"at\":\"2026-11-22T11:59:59Z\",\"step\":\"polished\",\"reason\":\"why\"}");
        assertThat(StoryText.lines(send, NOW)).anyMatch(it -> it.endsWith("polished: why"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.042S, 0.042 s",
        "PT59.9S, 59.900 s",
        "PT3M2S, 3 min 2 s",
        "PT6H57M, 6 h 57 min",
        "P2DT3H, 2 d 3 h",
        "PT-5S, 0 s"
    })
    void spans_are_told_as_people_do(Duration span, String words) {
        assertThat(StoryText.span(span)).isEqualTo(words);
    }

    private static JsonNode send(String state, String reason, String step) {
        var json = """
                {"send_id":"s","user":"u","category":"c","state":"%s","reason":"%s","deadline":"2026-11-22T13:00:00Z",
                 "policy_version":"1","deliveries":[{"app":"a","outcome":"accepted","attempts":1}],
                 "history":[{"at":"2026-11-22T11:59:58Z","step":"admitted","device_count":1}%s]}""".formatted(state, reason, step.isEmpty() ? "" : "," + step);
        try {
            return new ObjectMapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.opportune.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/// What somebody else wrote stays within its line, in both formats.
class OneLineTest {

    private static final Pattern PATTERN = Pattern.compile("<pattern>(.*)</pattern>");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoggerContext context = context();

    private static LoggerContext context() {
        var context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        return context;
    }

    static Stream<String> forgeries() {
        return Stream.of(
                "u-1\n2026-11-29T12:00:00.000Z INFO  [main] d.o.Audit erasure caller=crm",
                "u-1\r\nnext",
                "u-1\rover what stood there",
                "u-1\u001b[2K\u001b[1A\u001b[31mred",
                "u-1\u009b31mred",
                "u-1\u0085next",
                "u-1\u2028next\u2029next",
                "u-1\u202egnp.exe",
                "u-1\u200b\u2066hidden",
                "\"},\"log.level\":\"ERROR\",\"message\":\"forged\"}",
                "u-1\u0000\u0007\b\u007f");
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void text_is_one_line_without_anything_that_a_terminal_acts_on(String forged) throws Exception {
        var line = layout().doLayout(event(forged, null));

        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).matches(OneLineTest::isPlain);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void json_is_one_object_in_one_line_whose_message_is_as_plain(String forged) throws Exception {
        var line = encoded(event(forged, null));

        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).matches(OneLineTest::isPlain);
        var json = JSON.readTree(line);
        assertThat(json.path("message").asText()).matches(OneLineTest::isPlain);
        assertThat(json.path("log.level").asText()).isEqualTo("WARN");
        assertThat(json.path("service.version").asText()).isEqualTo("1.2.3");
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void what_was_thrown_is_as_plain(String forged) throws Exception {
        var thrown = new IllegalStateException(forged, new RuntimeException(forged));
        var text = layout().doLayout(event("m", thrown)).stripTrailing();
        var json = JSON.readTree(encoded(event("m", thrown)));

        assertThat(text).matches(OneLineTest::isPlain).contains("IllegalStateException", "Caused by");
        assertThat(json.path("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(json.path("error.message").asText()).matches(OneLineTest::isPlain);
        assertThat(json.path("error.stack_trace").asText())
                .matches(OneLineTest::isPlain)
                .contains("Caused by");
    }

    @Test
    void an_event_is_bounded_whatever_is_in_it() throws Exception {
        var event = event("x".repeat(1_000_000), new IllegalStateException("y".repeat(1_000_000)));

        assertThat(layout().doLayout(event)).hasSizeLessThan(OneLine.MOST_MESSAGE + OneLine.MOST_TRACE + 200);
        assertThat(encoded(event)).hasSizeLessThan(2 * OneLine.MOST_MESSAGE + OneLine.MOST_TRACE + 600);
    }

    @Test
    void words_of_any_language_are_left_as_they_are() {
        assertThat(OneLine.of("Straße 東京 🌧 x=1", 100)).isEqualTo("Straße 東京 🌧 x=1");
        assertThat(OneLine.of("a\r\nb\tc", 100)).isEqualTo("a | b c");
        assertThat(OneLine.of("abcdef", 3)).isEqualTo("abc…");
    }

    @Test
    void json_has_what_the_schema_wants_of_every_event() throws Exception {
        var json = JSON.readTree(encoded(event("m", null)));

        assertThat(json.path("@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z");
        assertThat(json.path("ecs.version").asText()).isEqualTo("8.11.0");
        assertThat(json.path("log.logger").asText()).isEqualTo("dev.opportune.test");
        assertThat(json.has("error.type")).isFalse();
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || c == 0x2028
                        || c == 0x2029
                        || Character.getType(c) == Character.FORMAT);
    }

    private LoggingEvent event(String user, Throwable thrown) {
        return new LoggingEvent(
                "test", context.getLogger("dev.opportune.test"), Level.WARN, "user {}", thrown, new Object[] {user});
    }

    private static String encoded(LoggingEvent event) {
        return new String(new EcsEncoder("1.2.3").encode(event), StandardCharsets.UTF_8);
    }

    /// As `logback.xml` has it.
    private PatternLayout layout() throws Exception {
        var xml = Files.readString(Path.of("src/main/resources/logback.xml"));
        var pattern = PATTERN.matcher(xml);
        assertThat(pattern.find()).isTrue();
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("line", OneLineMessage::new);
        layout.getInstanceConverterMap().put("trace", OneLineTrace::new);
        layout.setPattern(pattern.group(1));
        layout.start();
        return layout;
    }
}

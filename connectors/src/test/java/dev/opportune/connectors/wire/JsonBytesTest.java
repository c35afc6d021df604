package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What it writes, read by Jackson.
class JsonBytesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonBytes json = new JsonBytes();
    private final Random random = new Random(7);

    @Test
    void any_text_is_read_as_it_was_written_and_half_a_pair_as_a_question_mark() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            String name = text();
            String value = text();
            JsonNode read =
                    JSON.readTree(json.restart().text(name, value).close().copy());
            assertThat(read.properties()).hasSize(1);
            assertThat(read.get(whole(name)).textValue()).isEqualTo(whole(value));
        }
    }

    @Test
    void a_quoted_object_is_text_that_is_an_object() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            String value = text();
            byte[] bytes = json.restart()
                    .text("before", "b")
                    .openQuoted("quoted")
                    .text("a", value)
                    .text("absent", null)
                    .text("b", "\"\\\n")
                    .closeQuoted()
                    .number("after", i)
                    .close()
                    .copy();
            JsonNode read = JSON.readTree(bytes);
            JsonNode quoted = JSON.readTree(read.get("quoted").textValue());
            assertThat(quoted.get("a").textValue()).isEqualTo(whole(value));
            assertThat(quoted.get("b").textValue()).isEqualTo("\"\\\n");
            assertThat(quoted.size()).isEqualTo(2);
            assertThat(read.get("after").intValue()).isEqualTo(i);
        }
    }

    @Test
    void an_array_is_of_texts_and_none_where_there_are_none() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            String value = text();
            byte[] bytes = json.restart()
                    .texts("none", List.of())
                    .texts("two", List.of(value, "\"\\"))
                    .numberAsText("after", -i)
                    .close()
                    .copy();
            JsonNode read = JSON.readTree(bytes);
            assertThat(read.size()).isEqualTo(2);
            assertThat(read.at("/two/0").textValue()).isEqualTo(whole(value));
            assertThat(read.at("/two/1").textValue()).isEqualTo("\"\\");
            assertThat(read.get("after").textValue()).isEqualTo("" + -i);
        }
    }

    @Test
    void what_is_taken_back_leaves_nothing_behind() {
        int before = json.restart().text("a", "b").length();
        json.open("c").open("d");
        json.backTo(before);
        assertThat(json.text("e", "f").close().asText()).isEqualTo("{\"a\":\"b\",\"e\":\"f\"}");
    }

    @Test
    void no_text_takes_more_bytes_than_another_writer_needs() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            String value = whole(text()) + "\n\t\r\b\f".charAt(i % 5);
            byte[] ours = json.restart().text("a", value).close().copy();
            assertThat(ours).hasSizeLessThanOrEqualTo(JSON.writeValueAsBytes(Map.of("a", value)).length);
        }
    }

    @Test
    void breaks_and_tabs_take_two_bytes_and_three_in_a_quoted_object() {
        for (char control : new char[] {'\n', '\t', '\r', '\b', '\f'}) {
            int none = json.restart().text("a", "").close().length();
            int some = json.restart()
                    .text("a", String.valueOf(control).repeat(9))
                    .close()
                    .length();
            assertThat(some - none).isEqualTo(18);
            int quotedNone =
                    json.restart().openQuoted("q").text("a", "").closeQuoted().length();
            int quotedSome = json.restart()
                    .openQuoted("q")
                    .text("a", String.valueOf(control).repeat(9))
                    .closeQuoted()
                    .length();
            assertThat(quotedSome - quotedNone).isEqualTo(27);
        }
    }

    @Test
    void numbers_have_all_their_digits() throws IOException {
        for (long number : new long[] {0, 7, 10, 99, 2_419_200, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            JsonNode read = JSON.readTree(json.restart()
                    .number("n", number)
                    .seconds("s", number)
                    .close()
                    .copy());
            assertThat(read.get("n").longValue()).isEqualTo(number);
            assertThat(read.get("s").textValue()).isEqualTo(number + "s");
        }
    }

    @Test
    void a_long_text_grows_the_buffer_and_the_next_object_is_its_own() throws IOException {
        String longText = "☔".repeat(20_000);
        assertThat(JSON.readTree(json.restart().text("a", longText).close().copy())
                        .get("a")
                        .textValue())
                .isEqualTo(longText);
        byte[] next = json.restart().open("o").close().open("p").close().close().copy();
        assertThat(new String(next, StandardCharsets.UTF_8)).isEqualTo("{\"o\":{},\"p\":{}}");
    }

    /// Mostly what hurts: quotes, backslashes, controls, two, three and four bytes, halves of pairs.
    private String text() {
        var text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(7)) {
                case 0 -> text.append('"');
                case 1 -> text.append('\\');
                case 2 -> text.append((char) random.nextInt(0x20));
                case 3 -> text.append((char) random.nextInt(0x800));
                case 4 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 5 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                default -> text.append((char) random.nextInt(0x10000));
            }
        }
        return text.toString();
    }

    /// The text with a question mark for each half of a pair.
    private static String whole(String text) {
        var whole = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean half = point >= 0xd800 && point < 0xe000;
            whole.appendCodePoint(half ? '?' : point);
        });
        return whole.toString();
    }
}

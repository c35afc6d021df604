package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.LineSplitter.Line;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

    private static final int MAX = 10;

    @Test
    void lines_end_in_lf_or_crlf_or_with_the_body() {
        assertThat(split("a\nb\r\nc")).containsExactly("1 a", "2 b", "3 c");
        assertThat(split("a\n")).containsExactly("1 a");
        assertThat(split("a\r")).containsExactly("1 a");
        assertThat(split("")).isEmpty();
    }

    @Test
    void a_cr_within_a_line_is_part_of_it() {
        assertThat(split("a\rb\r\r\n")).containsExactly("1 a\rb\r");
    }

    @Test
    void blank_lines_are_counted_and_passed_over() {
        assertThat(split("\na\n\r\n\nb\n\n")).containsExactly("2 a", "5 b");
        assertThat(split(" \n\ta \n \t \r\n\r\r\nb\n   ")).containsExactly("2 \ta ", "5 b");
    }

    @Test
    void a_line_has_as_many_bytes_as_it_may_and_its_end_is_not_counted() {
        String full = "x".repeat(MAX);

        assertThat(split(full + "\r\n" + full + "\n" + full)).containsExactly("1 " + full, "2 " + full, "3 " + full);
        assertThat(split(full + "x\r\nb\n" + full + "x\n" + full + "x"))
                .containsExactly("1 too long", "2 b", "3 too long", "4 too long");
        assertThat(split("x".repeat(1000) + "\nb")).containsExactly("1 too long", "2 b");
    }

    @Test
    void how_the_body_is_cut_into_chunks_changes_nothing() {
        var random = new Random(20_261_122);
        for (int round = 0; round < 2_000; round++) {
            var body = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) body.append("ab\r\n\nxxxxxx  \t".charAt(random.nextInt(14)));
            var chunks = new ArrayList<String>();
            for (int at = 0; at < body.length(); ) {
                int to = Math.min(body.length(), at + 1 + random.nextInt(15));
                chunks.add(body.substring(at, to));
                at = to;
            }
            assertThat(split(chunks.toArray(String[]::new)))
                    .as(chunks::toString)
                    .isEqualTo(split(body.toString()))
                    .isEqualTo(obvious(body.toString()));
        }
    }

    private static List<String> obvious(String body) {
        var lines = new ArrayList<String>();
        int number = 0;
        for (String line : body.split("\n", -1)) {
            number++;
            String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (text.length() > MAX) lines.add(number + " too long");
            else if (!text.isBlank()) lines.add(number + " " + text);
        }
        return lines;
    }

    private static List<String> split(String... chunks) {
        var splitter = new LineSplitter(MAX);
        var lines = new ArrayList<String>();
        for (String chunk : chunks) {
            splitter.add(Buffer.buffer(chunk));
            for (var line = splitter.next(); line != null; line = splitter.next()) lines.add(text(line));
        }
        var rest = splitter.rest();
        if (rest != null) lines.add(text(rest));
        return lines;
    }

    private static String text(Line line) {
        return switch (line) {
            case Line.Whole(long number, Buffer bytes) -> number + " " + bytes;
            case Line.TooLong(long number) -> number + " too long";
            case Line.Unreadable(long number, String why) -> number + " " + why;
        };
    }
}

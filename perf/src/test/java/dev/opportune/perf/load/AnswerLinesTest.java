package dev.opportune.perf.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerLinesTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

    @Test
    void lines_are_whole_wherever_chunks_end() throws IOException {
        var lines = lines(HEAD + "4\r\none\n\r\n3\r\ntwo\r\n7\r\n\nthree\n\r\n0\r\n\r\n");

        assertThat(lines.next()).isEqualTo("one");
        assertThat(lines.next()).isEqualTo("two");
        assertThat(lines.next()).isEqualTo("three");
        assertThat(lines.next()).isNull();
    }

    @Test
    void an_answer_that_is_cut_off_throws() {
        assertThatThrownBy(() -> lines(HEAD + "9\r\none").next()).isInstanceOf(EOFException.class);
    }

    @Test
    void another_status_throws() {
        assertThatThrownBy(
                        () -> lines("HTTP/1.1 503 Service Unavailable\r\n\r\n").next())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    private static AnswerLines lines(String answer) {
        return new AnswerLines(new ByteArrayInputStream(answer.getBytes(UTF_8)));
    }
}

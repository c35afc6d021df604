package dev.opportune.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorHeadersTest {

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("headers"), text);
    }

    @Test
    void a_line_is_a_header() throws Exception {
        var headers = CollectorHeaders.of(file("# the shop's\nAuthorization: Bearer a:b c\n\nX-Scope-OrgID:7\n"));
        assertThat(headers.get()).isEqualTo(Map.of("Authorization", "Bearer a:b c", "X-Scope-OrgID", "7"));
        assertThat(headers.toString()).doesNotContain("Bearer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# nothing", "hush", "No Name: hush", "A: hush\na: hush", "A:", "A: hush\u0001", "A: hüsh"})
    void what_is_wrong_is_told_by_its_line_without_what_it_says(String text) throws IOException {
        var file = file(text);
        var refused = catchThrowableOfType(RefusedException.class, () -> CollectorHeaders.of(file));
        assertThat(refused.problems()).isNotEmpty().allMatch(it -> it.startsWith("tracing.headers_file: "));
        assertThat(refused.problems()).noneMatch(it -> it.contains("hush"));
    }
}

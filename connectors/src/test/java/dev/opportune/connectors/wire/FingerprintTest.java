package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

    @TempDir
    private Path folder;

    @Test
    void it_is_the_content_that_counts_and_not_the_time() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "one");
        Fingerprint before = Fingerprint.of(file, null);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(Fingerprint.of(file, null)).isEqualTo(before);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(Fingerprint.of(file, null)).isNotEqualTo(before);
    }

    @Test
    void a_file_that_cannot_be_read_is_another_than_any_that_can() throws IOException {
        Path file = folder.resolve("key");
        Fingerprint missing = Fingerprint.of(file);
        assertThat(Fingerprint.of(file)).isEqualTo(missing);
        Files.writeString(file, "");
        assertThat(Fingerprint.of(file)).isNotEqualTo(missing);
    }

    @Test
    void what_moves_from_one_file_to_the_next_is_a_change() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), "ab");
        Path second = Files.writeString(folder.resolve("second"), "c");
        Fingerprint before = Fingerprint.of(first, second);
        Files.writeString(first, "a");
        Files.writeString(second, "bc");
        assertThat(Fingerprint.of(first, second)).isNotEqualTo(before);
    }
}

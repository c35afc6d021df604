package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {

    /// Of use when they hold a word.
    private record Word(String word) implements Credentials {}

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private Path file;
    private Account<Word> account;

    @BeforeEach
    void read() {
        file = folder.resolve("word");
        holds("first");
        account = new Account<>("shop", this::word, file, null);
        account.follow(() -> told.add(account.current() == null ? "none" : account.current().word));
    }

    @Test
    void followers_are_told_of_what_has_changed_and_of_nothing_else() {
        account.refresh();
        assertThat(told).isEmpty();
        holds("second");
        account.refresh();
        account.refresh();
        assertThat(told).containsExactly("second");
    }

    @Test
    void broken_files_are_the_fault_until_they_are_mended() {
        holds("");
        account.refresh();
        assertThat(account.current()).isNull();
        assertThat(account.fault()).isEqualTo("word_file: " + file + " holds no word");
        holds("first");
        account.refresh();
        assertThat(account.current()).isEqualTo(new Word("first"));
        assertThat(account.fault()).isNull();
        assertThat(told).containsExactly("none", "first");
    }

    @Test
    void a_refusal_is_the_fault_until_a_message_is_accepted() {
        account.refused(account.current(), "it is refused");
        assertThat(account.fault()).isEqualTo("it is refused");
        account.accepted(account.current());
        assertThat(account.fault()).isNull();
    }

    @Test
    void what_former_credentials_are_told_says_nothing_of_the_present_ones() {
        Word former = account.current();
        account.refused(former, "it is refused");
        holds("second");
        account.refresh();
        assertThat(account.fault()).isNull();
        account.refused(former, "it is refused");
        assertThat(account.fault()).isNull();
        account.refused(account.current(), "this one too");
        account.accepted(former);
        assertThat(account.fault()).isEqualTo("this one too");
    }

    private void holds(String word) {
        try {
            Files.writeString(file, word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Word word() {
        var word = new String(ConfiguredFile.read("word_file", file), StandardCharsets.UTF_8);
        if (word.isEmpty()) throw new UnusableFileException("word_file", file, "holds no word");
        return new Word(word);
    }
}

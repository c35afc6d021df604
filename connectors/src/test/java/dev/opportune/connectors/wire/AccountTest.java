package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.Foreign;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {

    /// Of use when they hold a word.
    private record Word(String word) implements Credentials {
        @Override
        public String settings() {
            return "mark of " + word;
        }
    }

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
    void files_that_are_gone_leave_the_last_good_credentials_and_a_warning_until_they_are_back() throws IOException {
        Files.delete(file);
        account.refresh();
        assertThat(account.current()).isEqualTo(new Word("first"));
        assertThat(account.fault()).isNull();
        assertThat(account.warning())
                .isEqualTo("word_file: " + file + " does not exist; the credentials that it held stay in use");
        holds("first");
        account.refresh();
        assertThat(account.warning()).isNull();
        assertThat(told).isEmpty();
    }

    @Test
    void files_that_come_back_with_other_content_count_by_it() throws IOException {
        Files.delete(file);
        account.refresh();
        holds("");
        account.refresh();
        assertThat(account.fault()).isEqualTo("word_file: " + file + " holds no word");
        assertThat(account.warning()).isNull();
        Files.delete(file);
        account.refresh();
        assertThat(account.fault()).isEqualTo("word_file: " + file + " does not exist");
    }

    @Test
    void a_link_that_points_elsewhere_is_followed_as_where_secrets_are_mounted() throws IOException {
        Path link = folder.resolve("data");
        Files.createSymbolicLink(link, Files.createDirectory(folder.resolve("one")));
        file = link.resolve("word");
        holds("first");
        account = new Account<>("shop", this::word, file);
        Files.writeString(Files.createDirectory(folder.resolve("two")).resolve("word"), "second");
        Path next = Files.createSymbolicLink(folder.resolve("data_tmp"), folder.resolve("two"));

        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        account.refresh();

        assertThat(account.current()).isEqualTo(new Word("second"));
    }

    @Test
    void a_refusal_is_the_fault_until_a_message_is_accepted() {
        account.refused(account.current(), "it is refused");
        assertThat(account.fault()).isEqualTo("it is refused");
        account.accepted(account.current(), "d");
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
        account.accepted(former, "d");
        assertThat(account.fault()).isEqualTo("this one too");
    }

    @Test
    void the_mark_is_that_of_the_credentials_that_were_of_use_last() {
        assertThat(account.settings()).isEqualTo("mark of first");
        holds("");
        account.refresh();
        assertThat(account.settings()).isEqualTo("mark of first");
        holds("second");
        account.refresh();
        assertThat(account.settings()).isEqualTo("mark of second");
        holds("");
        assertThat(new Account<>("shop", this::word, file, null).settings()).isEmpty();
    }

    @Test
    void a_device_of_another_app_is_to_blame_by_these_settings_once_another_was_accepted() {
        assertThat(foreign("d1", Standing.UNPROVEN)).isEqualTo(new Rejected("Foreign", Blame.UNCLEAR));
        account.accepted(account.current(), "d2");
        assertThat(foreign("d1", Standing.UNPROVEN)).isEqualTo(new Foreign("Foreign", "mark of first"));
        assertThat(account.fault()).isNull();
    }

    @Test
    void when_it_is_the_settings_all_messages_wait_and_the_fault_names_them_until_others_are_accepted() {
        for (int i = 1; i < 10; i++) foreign("d" + i, Standing.PROVEN);
        for (int i = 10; i < 40; i++) {
            assertThat(foreign("d" + i, i % 2 == 0 ? Standing.PROVEN : Standing.UNPROVEN))
                    .isEqualTo(new NotSent("Foreign", Duration.ofMinutes(1), Extent.APP));
        }
        assertThat(account.fault()).isEqualTo("the word is wrong").isEqualTo(account.slip());
        account.accepted(account.current(), "g1");
        account.accepted(account.current(), "g2");
        assertThat(account.fault()).isNull();
        assertThat(account.slip()).isNull();
    }

    @Test
    void of_an_app_that_reached_many_only_what_is_not_proven_waits_until_a_proven_device_is_refused() {
        for (int i = 0; i < 20; i++) account.accepted(account.current(), "g" + i);
        for (int i = 0; i < 30; i++) foreign("d" + i, Standing.UNPROVEN);
        assertThat(foreign("e", Standing.UNPROVEN))
                .isEqualTo(new NotSent("Foreign", Duration.ofMinutes(1), Extent.DEVICE));
        assertThat(account.fault()).isEqualTo("the word is wrong");
        assertThat(foreign("g1", Standing.PROVEN)).isEqualTo(new NotSent("Foreign", Duration.ofMinutes(1), Extent.APP));
    }

    @Test
    void what_former_credentials_are_told_of_a_device_is_asked_again_with_the_present_ones() {
        Word former = account.current();
        holds("second");
        account.refresh();
        for (int i = 0; i < 30; i++) {
            assertThat(account.foreign(former, message("d" + i, Standing.PROVEN), "Foreign", "the word is wrong"))
                    .isEqualTo(new NotSent("Foreign", Duration.ZERO, Extent.DEVICE));
        }
        assertThat(account.fault()).isNull();
    }

    @CanIgnoreReturnValue
    private DeliveryOutcome foreign(String address, Standing standing) {
        return account.foreign(account.current(), message(address, standing), "Foreign", "the word is wrong");
    }

    private static PushMessage message(String address, Standing standing) {
        return new PushMessage("s", address, Messages.titled("t"), null, null, Instant.EPOCH, Urgency.HIGH, standing);
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

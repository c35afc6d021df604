package dev.opportune.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The demo's files as an operator would check them. (What `dev` prints is run by `.ci/smoke`.)
class DemoFilesIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final DevPorts ports = new DevPorts(0, 0, 0, 0, 0, 0, 0);
    private Simulator simulator;
    private DemoFiles files;

    @BeforeEach
    void write() throws Exception {
        simulator = Simulator.start(SimulatorSettings.defaults());
        files = DemoFiles.write(simulator, ports, "uri: \"redis://127.0.0.1:" + ports.redis() + '"');
    }

    @AfterEach
    void close() throws Exception {
        files.close();
        simulator.close();
        assertThat(files.folder()).doesNotExist();
    }

    @Test
    void nothing_is_wrong_with_them_and_nothing_is_to_be_advised() {
        assertThat(check()).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains("users by calm 50 : urgent 50; 5 % of them nothing")
                .contains("Alex, Regenjacken ab")
                .contains("Hello, raincoats from")
                .doesNotContain("better:");
    }

    @Test
    void what_the_guide_says_of_a_missing_text_is_what_check_says() throws Exception {
        var template = files.folder().resolve("templates/rain-hour.yaml");
        var text = Files.readString(template);
        Files.writeString(template, text.replace(", body: \"Nur eine Stunde, solange es gießt\"", ""));

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString())
                .contains("templates/rain-hour.yaml:9: locales.de.body: missing (expected: a value, as in en)");
    }

    @Test
    void what_is_printed_is_the_same_in_every_locale() {
        var before = Locale.getDefault();
        var printed = DemoGuide.text(ports, files.folder(), ZoneOffset.UTC);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(DemoGuide.text(ports, files.folder(), ZoneOffset.UTC)).isEqualTo(printed);
        } finally {
            Locale.setDefault(before);
        }
    }

    private int check() {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("check", "--render", "--config", files.config().toString());
    }
}

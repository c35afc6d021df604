package dev.opportune.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void one_help_names_all_that_there_is_and_where_to_start() {
        var command = Main.commandLine();

        assertThat(command.getSubcommands().keySet())
                .containsExactly(
                        "dev",
                        "simulate",
                        "train",
                        "serve",
                        "check",
                        "key",
                        "explain",
                        "report",
                        "experiment",
                        "webhooks");
        assertThat(command.getUsageMessage())
                .contains(
                        "dev",
                        "simulate",
                        "train",
                        "serve",
                        "check",
                        "key",
                        "report",
                        "experiment",
                        "Start with: opportune dev");
    }

    @Test
    void a_port_in_use_is_told_in_a_plain_sentence() throws Exception {
        var err = new StringWriter();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int status = Main.commandLine()
                    .setErr(new PrintWriter(err))
                    .execute("dev", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(status).isEqualTo(1);
            assertThat(err.toString().strip())
                    .isEqualTo("opportune: port " + taken.getLocalPort()
                            + " is in use: choose another with --port PORT, or --port 0");
        }
    }
}

package dev.opportune.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of an operator, at first such as are well, and what `opportune check` says of them.
final class Checked {

    static final String POLICY = """
            version: "1"
            categories:
              flash-sale: {class: promotional}
            """;
    static final String CALLERS = """
            callers:
            - name: shop
              key_sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
              scopes: [sends:write]
            """;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    private final Path folder;

    Checked(Path folder) throws IOException {
        this.folder = folder;
        write("policy.yaml", POLICY);
        write("callers.yaml", CALLERS);
        write("gateway.yaml", "policy_file: policy.yaml\ncallers_file: callers.yaml\n");
    }

    /// Its exit code.
    int check(String... more) {
        var command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var arguments = new String[3 + more.length];
        arguments[0] = "check";
        arguments[1] = "--config";
        arguments[2] = folder.resolve("gateway.yaml").toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return command.execute(arguments);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}

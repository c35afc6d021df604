package dev.opportune.benchmarks.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A JVM of its own, with the classpath of this one: a line is asked, a line is answered. It ends when its input
/// does, also when this process is killed.
final class Child implements AutoCloseable {

    /// What every child says when it is up.
    static final String READY = "ready";

    private static final long STOP_SECONDS = 10;

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader(UTF_8);
        this.questions = process.outputWriter(UTF_8);
    }

    /// Starts its main class, and returns when it is ready.
    static Child start(Class<?> main, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        var process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        var child = new Child(main.getSimpleName() + " " + arguments.getFirst(), process);
        try {
            child.await(READY);
            return child;
        } catch (IOException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /// Asks, and waits for the answer.
    String ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return answer();
    }

    private void await(String expected) throws IOException {
        while (!answer().equals(expected)) {
            // It says other things first.
        }
    }

    private String answer() throws IOException {
        var line = answers.readLine();
        if (line == null) throw new IOException(name + " has ended");
        return line;
    }

    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

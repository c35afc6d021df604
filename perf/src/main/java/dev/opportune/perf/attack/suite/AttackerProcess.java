package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// The process of an [Attacker]: begins when a line comes to stdin; what it saw goes to stdout, line by line.
public final class AttackerProcess {

    private AttackerProcess() {}

    /// Makes one attack.
    ///
    /// @param args name, port, admin port, folder, seconds
    public static void main(String[] args) throws IOException {
        var attack = Attacks.ALL.stream()
                .filter(it -> it.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        var target = new Target(
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Site.KEYS,
                Path.of(args[3]),
                Duration.ofSeconds(Long.parseLong(args[4])),
                it -> say("told", it),
                it -> say("wrong", it));
        if (System.in.read() < 0) return; // nobody is there any more
        int code = 0;
        try {
            attack.run(target);
        } catch (Exception e) {
            say("told", "it broke off: " + e);
            if (e instanceof RuntimeException) code = 3;
        }
        say("cpu", Double.toString(Cpu.seconds(ProcessHandle.current().pid())));
        System.exit(code); // clients that are left end here
    }

    private static synchronized void say(String what, String text) {
        System.out.println(what + '\t' + text.replaceAll("\\s+", " "));
    }
}

package dev.opportune.perf.chaos.site;

import java.io.IOException;

/// Stops a process where it is, and lets it go on as if nothing had been.
final class Signals {

    private Signals() {}

    static void stop(Process process) throws IOException, InterruptedException {
        send("-STOP", process);
    }

    static void goOn(Process process) throws IOException, InterruptedException {
        send("-CONT", process);
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) throw new IOException("process " + process.pid() + " has ended by itself");
    }
}

package dev.opportune.perf.attack.suite;

/// Processes that do not outlive this one, however it ends.
final class Ended {

    private Ended() {}

    static Process withUs(Process process) {
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }
}

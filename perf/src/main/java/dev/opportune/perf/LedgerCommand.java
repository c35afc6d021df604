package dev.opportune.perf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Ends a run: waits until no admitted send is alive, asks for every receipt and every push, and prints the ledger.
/// Exits with 1 when it does not balance.
///
/// Properties: `opportune.url`, `opportune.key`, `opportune.control`, `opportune.told` (the file that the run wrote),
/// `opportune.lose-push` (true: forgets one accepted push before comparing, to see that the ledger notices).
public final class LedgerCommand {

    private static final int MAX_SHOWN = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private LedgerCommand() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) throws IOException, InterruptedException {
        var told = TellLog.read(Path.of(property("opportune.told")));
        Map<String, Receipt> receipts;
        try (var gateway = new Api(property("opportune.url"), System.getProperty("opportune.key", ""))) {
            receipts = new Receipts(gateway, PATIENCE).of(told);
        }
        List<Push> pushes;
        try (var control = new Api(property("opportune.control"), "")) {
            pushes = Pushes.all(control);
        }
        if (Boolean.getBoolean("opportune.lose-push")) loseOne(pushes);
        var ledger = Ledger.of(told, receipts, pushes);
        print(ledger);
        if (!ledger.balances()) System.exit(1);
    }

    private static void loseOne(List<Push> pushes) {
        pushes.stream().filter(Push::isAccepted).findFirst().ifPresent(lost -> {
            System.out.println("ledger: forgetting the push " + lost.providerId() + " of send " + lost.sendId());
            pushes.remove(lost);
        });
    }

    private static void print(Ledger ledger) {
        System.out.println("ledger");
        new TreeMap<>(ledger.counts()).forEach((what, count) -> System.out.printf("  %-28s %,12d%n", what, count));
        ledger.differences().stream().limit(MAX_SHOWN).forEach(it -> System.out.println("  differs  " + it));
        int more = ledger.differences().size() - MAX_SHOWN;
        if (more > 0) System.out.println("  differs  … and " + more + " more");
        System.out.println(ledger.balances() ? "ledger: it balances" : "ledger: IT DOES NOT BALANCE");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) throw new IllegalArgumentException("-D" + name + " is missing");
        return value;
    }
}

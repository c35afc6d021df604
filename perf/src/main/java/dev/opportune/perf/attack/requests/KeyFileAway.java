package dev.opportune.perf.attack.requests;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// An operator's slip: the credentials of every app are not there for five seconds.
public final class KeyFileAway implements Attack {

    private static final long FIRST_MILLIS = 2_000;
    private static final long AWAY_MILLIS = 5_000;

    @Override
    public String name() {
        return "key-file-away";
    }

    @Override
    public String what() {
        return "the apps' key files are moved away for 5 s";
    }

    @Override
    public void run(Target target) throws IOException, InterruptedException {
        Thread.sleep(FIRST_MILLIS);
        try (Stream<Path> files = Files.list(target.folder())) {
            var keys =
                    files.filter(it -> it.toString().matches(".*\\.(p8|json)")).toList();
            for (var key : keys) Files.move(key, away(key));
            Thread.sleep(AWAY_MILLIS);
            for (var key : keys) Files.move(away(key), key);
            target.tell(keys.size() + " files were away");
        }
        target.holdOut();
    }

    private static Path away(Path key) {
        return key.resolveSibling(key.getFileName() + ".away");
    }
}

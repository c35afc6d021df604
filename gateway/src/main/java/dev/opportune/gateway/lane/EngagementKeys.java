package dev.opportune.gateway.lane;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.gateway.config.EngagementKeysFile;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// The keys of proofs, read again when their file changes ([FileWatch]). Gives those that are in force, from any
/// thread.
public final class EngagementKeys implements Supplier<List<ProofKey>> {

    private final Path file;
    private final FileWatch watch;
    private volatile List<ProofKey> keys;

    /// Reads the file for the first time.
    ///
    /// @throws RefusedException when it cannot be read, or something is wrong with it
    public static EngagementKeys of(Path file) throws RefusedException {
        return new EngagementKeys(file);
    }

    private EngagementKeys(Path file) throws RefusedException {
        this.file = file;
        this.watch = new FileWatch("engagement.keys_file", List.of(file), () -> "the keys before it stay", this::take);
        this.keys = read(file);
    }

    @Override
    public List<ProofKey> get() {
        return keys;
    }

    public FileWatch watch() {
        return watch;
    }

    private static List<ProofKey> read(Path file) throws RefusedException {
        return switch (EngagementKeysFile.load(file)) {
            case Loaded.Good<List<ProofKey>>(var keys) -> keys;
            case Loaded.Bad<List<ProofKey>>(var problems) ->
                throw new RefusedException(
                        problems.stream().map(Problem::toString).toList());
        };
    }

    private String take() throws RefusedException {
        keys = read(file);
        return "proofs are sealed by the key " + keys.getFirst().id() + ", and opened by "
                + keys.stream().map(ProofKey::id).toList();
    }
}

package dev.opportune.gateway.lane;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The policy in force: the file's, read again when it changes ([FileWatch]). Any thread may ask for the policy.
public final class PolicyWatch implements Supplier<Policy> {

    private final Path file;
    private final @Nullable Set<String> conversions;
    private final FileWatch watch;
    private volatile Policy policy;

    /// Reads the file for the first time.
    ///
    /// @param conversions those that may be reported, and so be goals of experiments; null: nothing is measured
    /// @throws RefusedException when it cannot be read or is no policy
    public static PolicyWatch of(Path file, @Nullable Set<String> conversions) throws RefusedException {
        return new PolicyWatch(file, conversions);
    }

    private PolicyWatch(Path file, @Nullable Set<String> conversions) throws RefusedException {
        this.file = file;
        this.conversions = conversions;
        this.watch = new FileWatch("policy", List.of(file), this::stays, this::take);
        this.policy = read();
    }

    @Override
    public Policy get() {
        return policy;
    }

    /// Looks at the file.
    public FileWatch watch() {
        return watch;
    }

    /// What is wrong with the file as it is now, with line and key; empty: its policy is in force.
    public Optional<String> fault() {
        return watch.fault();
    }

    private String stays() {
        return "version " + policy.version() + " stays";
    }

    private String take() throws RefusedException {
        var next = read();
        var needs = ExperimentChange.problems(policy, next);
        if (!needs.isEmpty()) throw new RefusedException(needs);
        var told = "policy " + next.version() + " takes the place of " + policy.version();
        policy = next;
        return told;
    }

    private Policy read() throws RefusedException {
        try {
            var read = PolicyFile.read(file);
            var unheard = ExperimentGoals.problems(read, conversions);
            if (unheard.isEmpty()) return read;
            throw new RefusedException(
                    unheard.stream().map(it -> file + ": " + it).toList());
        } catch (PolicyException e) {
            throw new RefusedException(
                    e.problems().stream().map(Problem::toString).toList());
        }
    }
}

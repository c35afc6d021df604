package dev.opportune.gateway.lane;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policy in force: the file's, read again when it changes. A bad file is refused whole, and the old policy stays.
///
/// A file is read when it has stayed the same from one look to the next, so that one that is being written is not taken
/// for a shorter policy. Any thread may ask for the policy; looks come one at a time.
public final class PolicyWatch implements Supplier<Policy> {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

    private final Path file;
    private volatile Policy policy;
    private volatile @Nullable String fault;
    private Stamp read;
    private Stamp seen;

    /// What changes when a file is written, or another takes its place.
    private record Stamp(
            @Nullable FileTime modified,
            long bytes,
            @Nullable Object identity) {
        private static final Stamp ABSENT = new Stamp(null, -1, null);

        static Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException absent) {
                return ABSENT;
            }
        }
    }

    private PolicyWatch(Path file, Stamp read, Policy policy) {
        this.file = file;
        this.read = read;
        this.seen = read;
        this.policy = policy;
    }

    /// Reads the file for the first time.
    ///
    /// @throws PolicyException when it cannot be read or is no policy
    public static PolicyWatch of(Path file) throws PolicyException {
        var before = Stamp.of(file);
        return new PolicyWatch(file, before, PolicyFile.read(file));
    }

    @Override
    public Policy get() {
        return policy;
    }

    /// What is wrong with the file as it is now, with line and key; empty: its policy is in force.
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /// Looks at the file every now and then, until that is closed.
    public Looking start(Vertx vertx, Duration every) {
        return Looking.start(vertx, every, this::look);
    }

    /// Takes the file over if it has changed and is at rest.
    synchronized void look() {
        var now = Stamp.of(file);
        boolean atRest = now.equals(seen);
        seen = now;
        if (!atRest || now.equals(read)) return;
        read = now;
        try {
            var next = PolicyFile.read(file);
            LOG.info("policy {} takes the place of {}", next.version(), policy.version());
            policy = next;
            fault = null;
        } catch (PolicyException e) {
            e.problems().forEach(problem -> LOG.error("the policy file is refused, the old policy stays: {}", problem));
            fault = "version " + policy.version() + " stays, since the file is refused: "
                    + e.problems().getFirst();
        }
    }
}

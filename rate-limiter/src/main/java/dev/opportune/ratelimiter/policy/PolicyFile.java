package dev.opportune.ratelimiter.policy;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.TimeZones;
import dev.opportune.yaml.Node;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Optional;

/// Reads a policy from its YAML file. A file is taken whole or refused whole, with everything that is wrong with it.
public final class PolicyFile {

    public static final int MAX_CATEGORIES = 1_000;
    public static final int MAX_CAPS = 1_000;
    public static final int MAX_CAPS_OF_A_CATEGORY = 16;
    public static final int MAX_EXPERIMENTS = 200;

    /// A user keeps so many enrolments, and one in an experiment that runs never gives way to another.
    public static final int MAX_RUNNING_EXPERIMENTS = 16;

    public static final int MAX_LIMIT = 1_000;
    public static final int MAX_VERSION_CHARACTERS = 64;
    public static final Duration MIN_WINDOW = Duration.ofMinutes(1);
    public static final Duration MAX_WINDOW = Duration.ofDays(31);
    public static final Duration MAX_TTL = Duration.ofDays(28);
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    /// Reads the file, which is UTF-8 and has at most [YamlFile#MAX_BYTES] bytes.
    ///
    /// @throws PolicyException when it cannot be read or is no policy
    public static Policy read(Path file) throws PolicyException {
        var problems = new Problems(file.toString());
        return policy(YamlFile.read(file, problems), problems);
    }

    /// Reads the text of a file.
    ///
    /// @param name what problems call the file
    /// @throws PolicyException when it is no policy
    public static Policy parse(String yaml, String name) throws PolicyException {
        var problems = new Problems(name);
        return policy(YamlFile.parse(yaml, problems), problems);
    }

    private static Policy policy(Optional<Node.Mapping> tree, Problems problems) throws PolicyException {
        var policy = tree.flatMap(it -> policy(Section.root(it, problems)));
        if (policy.isEmpty() || !problems.isEmpty()) throw new PolicyException(problems.list());
        return policy.get();
    }

    private static Optional<Policy> policy(Section file) {
        if (file.keys().isEmpty()) {
            file.wrong("", "empty", "a policy");
            return Optional.empty();
        }
        file.known("version", "defaults", "caps", "categories", "experiments").require("version", "categories");
        var version =
                file.text("version", "text of 1 to " + MAX_VERSION_CHARACTERS + " characters", PolicyFile::version);
        var defaults = defaults(file.section("defaults").known("timezone", "quiet_hours", "ttl"));
        var categorySections = file.named("categories", 1, MAX_CATEGORIES);
        var caps = new CapReader(categorySections.keySet()).read(file.named("caps", 0, MAX_CAPS));
        var categories = new CategoryReader(defaults, caps).read(categorySections);
        return Optional.of(new Policy(
                version.orElse(""),
                defaults,
                Collections.unmodifiableMap(caps),
                Collections.unmodifiableMap(categories),
                Collections.unmodifiableMap(new ExperimentReader().read(file))));
    }

    private static Policy.Defaults defaults(Section section) {
        var zone = section.text("timezone", "an IANA time zone such as Europe/Berlin", TimeZones::parse);
        var quietHours = section.text("quiet_hours", "a window such as \"22:00-08:00\"", LocalWindow::parse);
        return new Policy.Defaults(
                zone.orElse(ZoneId.of("UTC")),
                quietHours.orElse(null),
                ttl(section).orElse(DEFAULT_TTL));
    }

    /// The `ttl` of a section.
    static Optional<Duration> ttl(Section section) {
        return section.text("ttl", "an ISO 8601 duration, PT0S (now or never) or PT0.001S to P28D", text -> {
            var ttl = Duration.parse(text);
            boolean someOrNone = ttl.toMillis() > 0 || ttl.isZero();
            if (!someOrNone || ttl.compareTo(MAX_TTL) > 0) throw new IllegalArgumentException();
            return ttl;
        });
    }

    private static String version(String text) {
        if (text.isBlank() || text.length() > MAX_VERSION_CHARACTERS) throw new IllegalArgumentException();
        return text;
    }

    private PolicyFile() {}
}

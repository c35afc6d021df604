package dev.opportune.ratelimiter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a policy from its YAML file. A file is taken whole or refused whole, with everything that is wrong with it.
public final class PolicyFile {

    /// The names of caps and categories.
    public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public static final int MAX_BYTES = 1 << 20;
    public static final int MAX_CATEGORIES = 1_000;
    public static final int MAX_CAPS = 1_000;
    public static final int MAX_CAPS_OF_A_CATEGORY = 16;
    public static final int MAX_LIMIT = 1_000;
    public static final int MAX_VERSION_CHARACTERS = 64;
    public static final int MAX_PROBLEMS = 100;
    public static final Duration MIN_WINDOW = Duration.ofMinutes(1);
    public static final Duration MAX_WINDOW = Duration.ofDays(31);
    public static final Duration MAX_TTL = Duration.ofDays(28);
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private static final String BYTE_ORDER_MARK = "\uFEFF"; // some editors begin a file with one

    /// What a file that says nothing of defaults has: UTC, no quiet hours, one hour.
    static final Policy.Defaults DEFAULTS = new Policy.Defaults(ZoneId.of("UTC"), null, DEFAULT_TTL);

    /// Reads the file, which is UTF-8 and has at most [#MAX_BYTES] bytes.
    ///
    /// @throws PolicyException when it cannot be read or is no policy
    public static Policy read(Path file) throws PolicyException {
        var name = file.toString();
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) throw tooLarge(name);
            return parse(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    name);
        } catch (CharacterCodingException _) {
            throw refused(name, "not UTF-8", "expected: UTF-8 text");
        } catch (IOException e) {
            throw refused(name, "cannot be read", e.toString());
        }
    }

    /// Reads the text of a file.
    ///
    /// @param name what problems call the file
    /// @throws PolicyException when it is no policy
    public static Policy parse(String yaml, String name) throws PolicyException {
        if (yaml.length() > MAX_BYTES) throw tooLarge(name);
        var problems = new PolicyProblems(name);
        var root = YamlTree.read(yaml.startsWith(BYTE_ORDER_MARK) ? yaml.substring(1) : yaml, problems);
        problems.throwIfAny();
        var policy = policy(root.orElseThrow(), problems);
        problems.throwIfAny();
        return policy;
    }

    private static Policy policy(YamlNode root, PolicyProblems problems) {
        var file = PolicySection.of("", root, problems, "version", "defaults", "caps", "categories");
        file.require("version", "categories");
        var version =
                file.text("version", "text of 1 to " + MAX_VERSION_CHARACTERS + " characters", PolicyFile::version);
        var defaults = file.section("defaults", "timezone", "quiet_hours", "ttl")
                .map(PolicyFile::defaults)
                .orElse(DEFAULTS);
        var categoryNodes = file.named("categories", 1, MAX_CATEGORIES);
        var caps = new CapReader(categoryNodes.keySet(), problems).read(file.named("caps", 0, MAX_CAPS));
        var categories = new CategoryReader(defaults, caps, problems).read(categoryNodes);
        return new Policy(
                version.orElse(""),
                defaults,
                Collections.unmodifiableMap(caps),
                Collections.unmodifiableMap(categories));
    }

    private static Policy.Defaults defaults(PolicySection section) {
        var zone = section.text("timezone", "an IANA time zone such as Europe/Berlin", TimeZones::parse);
        var quietHours = section.text("quiet_hours", "a window such as \"22:00-08:00\"", LocalWindow::parse);
        return new Policy.Defaults(
                zone.orElse(DEFAULTS.timezone()),
                quietHours.orElse(null),
                ttl(section).orElse(DEFAULT_TTL));
    }

    /// The `ttl` of a section.
    static Optional<Duration> ttl(PolicySection section) {
        return section.text("ttl", "an ISO 8601 duration, more than PT0S and at most P28D", text -> {
            var ttl = Duration.parse(text);
            if (ttl.toMillis() <= 0 || ttl.compareTo(MAX_TTL) > 0) throw new IllegalArgumentException();
            return ttl;
        });
    }

    private static String version(String text) {
        if (text.isBlank() || text.length() > MAX_VERSION_CHARACTERS) throw new IllegalArgumentException();
        return text;
    }

    private static PolicyException tooLarge(String name) {
        return refused(name, "too large", "expected: at most " + MAX_BYTES + " bytes");
    }

    private static PolicyException refused(String name, String value, String reason) {
        var problems = new PolicyProblems(name);
        problems.add(value, reason);
        return problems.exception();
    }

    private PolicyFile() {}
}

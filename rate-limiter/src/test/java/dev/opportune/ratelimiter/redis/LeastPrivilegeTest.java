package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The user of `docs/operations.md` may run what this house runs, and no more.
class LeastPrivilegeTest {

    private static final Pattern IN_LUA = Pattern.compile("redis\\.p?call\\(\\s*'([A-Za-z]+)'(?:, '(STREAM)')?");
    private static final Pattern IN_JAVA =
            Pattern.compile("\\bc -> c\\.([a-zA-Z]+)\\(|RedisAsyncCommands::([a-zA-Z]+)|Way\\(CommandType\\.([A-Z]+)");
    private static final Pattern ALLOWED = Pattern.compile("\\+([a-z|]+)");

    /// What Lettuce says of itself when the URI names a database.
    private static final Set<String> OF_THE_CLIENT = Set.of("select");

    @Test
    void the_documented_user_may_run_what_is_run_and_no_more() throws IOException {
        var run = new TreeSet<>(OF_THE_CLIENT);
        run.addAll(found(Path.of("src", "main", "resources", "lua"), IN_LUA));
        run.addAll(found(Path.of("src", "main", "java"), IN_JAVA));

        assertThat(found(LeastPrivilege.line(), ALLOWED)).isEqualTo(run);
    }

    @Test
    void its_keys_are_those_of_the_default_prefix() {
        assertThat(LeastPrivilege.line())
                .contains(" ~" + RedisSettings.DEFAULT_PREFIX + "* ", " -@all ", " resetchannels ");
    }

    private static Set<String> found(Path folder, Pattern pattern) throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                found.addAll(found(Files.readString(file), pattern));
            }
        }
        return found;
    }

    private static Set<String> found(String text, Pattern pattern) {
        var found = new TreeSet<String>();
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            var name = IntStream.rangeClosed(1, matcher.groupCount())
                    .mapToObj(matcher::group)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining("|"));
            if (name.equals("waitForReplication")) name = "wait";
            if (name.equals("dispatch")) name = "functionDelete"; // Lettuce has no name for it
            // clusterSlots is cluster|slots
            found.add(name.replaceAll("([a-z])([A-Z])", "$1|$2").toLowerCase(Locale.ROOT));
        }
        return found;
    }
}

package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallersFileTest {

    private static final String KEY = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    private static final String OTHER = "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9";

    @TempDir
    private Path folder;

    @Test
    void callers_are_read() {
        var loaded = load("callers:\n- {name: shop, key_sha256: " + KEY + ", scopes: [sends:write, users:read]}\n");

        assertThat(loaded)
                .isEqualTo(new Loaded.Good<>(
                        List.of(new Caller("shop", KEY, Set.of(Scope.SENDS_WRITE, Scope.USERS_READ), null))));
    }

    @Test
    void an_ingest_key_is_of_one_app_and_always_has_a_rate() {
        String app = "callers:\n- {name: phones, kind: ingest, app: shop-ios, key_sha256: " + KEY;
        var rate = new CallerRate(50, 50);

        assertThat(load(app + ", rate: {per_second: 50}}\n"))
                .isEqualTo(new Loaded.Good<>(List.of(Caller.ofApp("phones", Set.of(KEY), "shop-ios", rate))));
        assertThat(rate(app + "}\n")).isEqualTo(Caller.RATE_OF_AN_APP);
    }

    @Test
    void a_caller_may_have_a_rate_whose_burst_is_a_second_of_it_unless_it_says_so() {
        String caller = "callers:\n- {name: shop, key_sha256: " + KEY + ", scopes: ['sends:write'], rate: ";

        assertThat(rate(caller + "{per_second: 50}}\n")).isEqualTo(new CallerRate(50, 50));
        assertThat(rate(caller + "{per_second: 50, burst: 7}}\n")).isEqualTo(new CallerRate(50, 7));
    }

    private CallerRate rate(String yaml) {
        return switch (load(yaml)) {
            case Loaded.Good<List<Caller>>(var callers) -> callers.getFirst().rate();
            case Loaded.Bad<List<Caller>>(var found) -> throw new AssertionError(found.toString());
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "- {name: a, key_sha256: abc, scopes: ['sends:write']}|:2: callers[0].key_sha256: not a SHA-256 (expected",
                "- {name: a b, key_sha256: KEY, scopes: ['sends:write']}|:2: callers[0].name: \"a b\" (expected",
                "- {name: a, key_sha256: KEY, scopes: [send]}|:2: callers[0].scopes[0]: send (expected: sends:write,",
                "- {name: a, key_sha256: KEY, scopes: []}|:2: callers[0].scopes: none (expected: at least one)",
                "- {name: a, key_sha256: KEY}|:2: callers[0].scopes: missing (expected: a list of sends:write,",
                "- {name: a, scopes: ['sends:write']}|:2: callers[0].key_sha256: missing (expected: a value, or a certificate)",
                "- {name: a, key: k, key_sha256: KEY, scopes: ['sends:write']}|:2: callers[0].key: unknown key",
                "- {name: a, key_sha256: KEY, scopes: ['sends:write'], rate: 5}|:2: callers[0].rate: 5 (expected: a mapping)",
                "- {name: a, key_sha256: KEY, scopes: ['sends:write'], rate: {burst: 5}}|callers[0].rate.per_second: missing (expected: a value)",
                "- {name: a, key_sha256: KEY, scopes: ['sends:write'], rate: {per_second: x}}|rate.per_second: x (expected",
                "- {name: a, key_sha256: KEY, scopes: ['sends:write'], rate: {per_second: 0}}|per_second: 0 (expected: 1 to",
                "- {name: a, kind: ingest, key_sha256: KEY}|:2: callers[0].app: missing (expected: a value)",
                "- {name: a, kind: ingest, app: shop}|:2: callers[0].key_sha256: missing (expected: a value)",
                "- {name: a, kind: ingest, app: shop, key_sha256: KEY, scopes: ['sends:write']}|callers[0].scopes: unknown key",
                "- {name: a, kind: ingest, app: shop, key_sha256: KEY, certificate: c}|callers[0].certificate: unknown key",
                "- {name: a, kind: phone, app: shop, key_sha256: KEY}|callers[0].kind: phone (expected",
                "- {name: a, app: shop, key_sha256: KEY, scopes: ['sends:write']}|:2: callers[0].app: unknown key",
                "- shop|:2: callers[0]: shop (expected: name, key_sha256 and scopes)",
                "  a: b|callers: a mapping (expected: a list of name, key_sha256 and scopes)"
            })
    void what_is_wrong_is_named(String item, String expected) {
        assertThat(problems("callers:\n" + item.replace("KEY", KEY)))
                .anySatisfy(it -> assertThat(it).contains(expected));
    }

    @Test
    void names_and_keys_differ() {
        String one = "- {name: shop, key_sha256: " + KEY + ", scopes: ['sends:write']}\n";
        String sameName = "- {name: shop, key_sha256: " + OTHER + ", scopes: ['sends:write']}\n";
        String sameKey = "- {name: else, key_sha256: " + KEY + ", scopes: ['sends:write']}\n";

        assertThat(problems("callers:\n" + one + sameName))
                .singleElement()
                .asString()
                .contains(":3: callers[1].name: shop (expected: a name of its own)");
        assertThat(problems("callers:\n" + one + sameKey))
                .singleElement()
                .asString()
                .contains(":3: callers[1].key_sha256: another caller's (expected: a key of its own)")
                .doesNotContain(KEY);
    }

    private List<String> problems(String yaml) {
        return switch (load(yaml)) {
            case Loaded.Good<List<Caller>>(var callers) -> throw new AssertionError(callers);
            case Loaded.Bad<List<Caller>>(var problems) ->
                problems.stream().map(Problem::toString).toList();
        };
    }

    private Loaded<List<Caller>> load(String yaml) {
        try {
            return CallersFile.load(Files.writeString(folder.resolve("callers.yaml"), yaml));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

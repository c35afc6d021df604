package dev.opportune.ratelimiter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opportune.ratelimiter.Intent;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.ConsentRule;
import dev.opportune.ratelimiter.Policy.OnCap;
import dev.opportune.ratelimiter.Policy.OnQuietHours;
import dev.opportune.ratelimiter.Policy.Reserve;
import dev.opportune.ratelimiter.Policy.Window.Calendar;
import dev.opportune.ratelimiter.Policy.Window.Rolling;
import dev.opportune.ratelimiter.Policy.Window.Unit;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.yaml.Problem;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFileTest {

    static final String EXAMPLE = """
            version: "2026-11-22"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT1H}
            caps:
              promo-hour: {limit: 1,  window: PT1H}
              promo-day:  {limit: 3,  window: PT24H, reserve: {places: 1, for: {intents: [buy]}}}
              everything: {limit: 12, calendar: day}
            categories:
              flash-sale:   {class: promotional,   intent: buy,  ttl: PT1H,  caps: [promo-hour, promo-day, everything], on_cap: suppress, quiet_hours: defer,  consent: opt_out}
              lunch-deal:   {class: promotional,   intent: go,   ttl: PT2H,  caps: [promo-day, everything],             on_cap: suppress, quiet_hours: drop,   consent: opt_out, hours: "11:00-14:00"}
              price-watch:  {class: promotional,   intent: know, ttl: PT4H,  caps: [promo-day, everything],             on_cap: defer,    quiet_hours: drop,   consent: opt_in}
              order-status: {class: transactional, intent: know, ttl: PT6H,  counts_toward: [everything],                                  quiet_hours: defer,  consent: none}
              storm-alert:  {class: critical,      intent: do,   ttl: PT30M, interruption: time_sensitive,                                 quiet_hours: ignore, consent: none}
            """;

    private static final Cap HOUR = new Cap("promo-hour", 1, new Rolling(Duration.ofHours(1)), null);
    private static final Cap DAY =
            new Cap("promo-day", 3, new Rolling(Duration.ofHours(24)), new Reserve(1, Set.of(), Set.of(Intent.BUY)));
    private static final Cap EVERYTHING = new Cap("everything", 12, new Calendar(Unit.DAY), null);

    @Test
    void the_example_has_its_version_and_defaults() throws PolicyException {
        var policy = PolicyFile.parse(EXAMPLE, "policy.yaml");
        assertThat(policy.version()).isEqualTo("2026-11-22");
        assertThat(policy.defaults())
                .isEqualTo(
                        new Policy.Defaults(ZoneId.of("UTC"), LocalWindow.parse("22:00-08:00"), Duration.ofHours(1)));
    }

    @Test
    void the_example_has_its_caps_in_order() throws PolicyException {
        assertThat(PolicyFile.parse(EXAMPLE, "policy.yaml").caps().values()).containsExactly(HOUR, DAY, EVERYTHING);
    }

    @Test
    void the_example_has_its_categories_in_order() throws PolicyException {
        assertThat(PolicyFile.parse(EXAMPLE, "policy.yaml").categories().values())
                .containsExactly(
                        new Category(
                                "flash-sale",
                                SendClass.PROMOTIONAL,
                                Intent.BUY,
                                Duration.ofHours(1),
                                List.of(HOUR, DAY, EVERYTHING),
                                List.of(),
                                OnCap.SUPPRESS,
                                OnQuietHours.DEFER,
                                ConsentRule.OPT_OUT,
                                null,
                                false,
                                false,
                                true),
                        new Category(
                                "lunch-deal",
                                SendClass.PROMOTIONAL,
                                Intent.GO,
                                Duration.ofHours(2),
                                List.of(DAY, EVERYTHING),
                                List.of(),
                                OnCap.SUPPRESS,
                                OnQuietHours.DROP,
                                ConsentRule.OPT_OUT,
                                LocalWindow.parse("11:00-14:00"),
                                false,
                                false,
                                true),
                        new Category(
                                "price-watch",
                                SendClass.PROMOTIONAL,
                                Intent.KNOW,
                                Duration.ofHours(4),
                                List.of(DAY, EVERYTHING),
                                List.of(),
                                OnCap.DEFER,
                                OnQuietHours.DROP,
                                ConsentRule.OPT_IN,
                                null,
                                false,
                                false,
                                true),
                        new Category(
                                "order-status",
                                SendClass.TRANSACTIONAL,
                                Intent.KNOW,
                                Duration.ofHours(6),
                                List.of(),
                                List.of(EVERYTHING),
                                OnCap.SUPPRESS,
                                OnQuietHours.DEFER,
                                ConsentRule.NONE,
                                null,
                                false,
                                false,
                                true),
                        new Category(
                                "storm-alert",
                                SendClass.CRITICAL,
                                Intent.DO,
                                Duration.ofMinutes(30),
                                List.of(),
                                List.of(),
                                OnCap.SUPPRESS,
                                OnQuietHours.IGNORE,
                                ConsentRule.NONE,
                                null,
                                true,
                                false,
                                true));
    }

    @Test
    void what_is_left_out_has_its_default() throws PolicyException {
        var policy = PolicyFile.parse("{version: a, categories: {news: {class: promotional}}}", "policy.yaml");
        assertThat(policy.defaults()).isEqualTo(new Policy.Defaults(ZoneId.of("UTC"), null, Duration.ofHours(1)));
        assertThat(policy.caps()).isEmpty();
        assertThat(policy.categories().get("news"))
                .isEqualTo(new Category(
                        "news",
                        SendClass.PROMOTIONAL,
                        null,
                        Duration.ofHours(1),
                        List.of(),
                        List.of(),
                        OnCap.SUPPRESS,
                        OnQuietHours.DEFER,
                        ConsentRule.OPT_OUT,
                        null,
                        false,
                        false,
                        true));
    }

    @Test
    void a_category_without_a_ttl_has_the_default_ttl() throws PolicyException {
        var policy = PolicyFile.parse("""
                version: a
                defaults: {ttl: PT7M}
                categories: {news: {class: promotional}}
                """, "policy.yaml");
        assertThat(policy.categories().get("news").ttl()).isEqualTo(Duration.ofMinutes(7));
    }

    @ParameterizedTest
    @MethodSource("dev.opportune.ratelimiter.policy.BadPolicies#table")
    void a_bad_file_is_refused_with_its_problem(String yaml, String problem) {
        assertThat(problems(yaml)).containsExactly(problem);
    }

    @Test
    void a_minimum_gap_is_a_rolling_cap_of_one_place_and_at_least_a_minute() throws Exception {
        var policy = PolicyFile.parse(gap("PT1M"), "policy.yaml");
        assertThat(policy.caps()).containsEntry("gap", new Cap("gap", 1, new Rolling(Duration.ofMinutes(1)), null));
        assertThat(problems(gap("PT59S"))).hasSize(1);
    }

    private static String gap(String length) {
        return """
                version: "1"
                caps: {gap: {limit: 1, window: %s}}
                categories: {sale: {class: promotional, caps: [gap]}}
                """.formatted(length);
    }

    @Test
    void all_problems_of_a_file_are_reported() {
        assertThat(problems("""
                version: ""
                colour: red
                caps: {a: {limit: 0, window: PT1H}}
                categories:
                  sale: {class: urgent, caps: [b], ttl: 5}
                """))
                .containsExactly(
                        "policy.yaml:2: colour: unknown key (expected: one of version, defaults, caps, categories, experiments)",
                        "policy.yaml:1: version: nothing (expected: text of 1 to 64 characters)",
                        "policy.yaml:3: caps.a.limit: 0 (expected: 1 to 1000)",
                        "policy.yaml:5: categories.sale.caps[0]: b (expected: a cap: one of a)",
                        "policy.yaml:5: categories.sale.class: urgent (expected: critical, transactional, promotional)",
                        "policy.yaml:5: categories.sale.ttl: 5 (expected: an ISO 8601 duration, PT0S (now or"
                                + " never) or PT0.001S to P28D, in quotes)");
    }

    @Test
    void a_file_with_endless_problems_lists_a_hundred_and_counts_the_rest() {
        var yaml = new StringBuilder("version: a\ncategories: {news: {class: critical}}\n");
        for (int i = 0; i < 150; i++) yaml.append("k").append(i).append(": 1\n");
        assertThat(problems(yaml.toString())).hasSize(Problems.MOST + 1).last().isEqualTo("policy.yaml: and 50 more");
    }

    @Test
    void an_alias_bomb_is_refused() {
        assertThat(problems("""
                version: a
                x: &a [lol, lol]
                y: &b [*a, *a]
                categories: {news: {class: critical}}
                """))
                .allMatch(problem -> problem.contains("an anchor or an alias"))
                .hasSize(4);
    }

    @Test
    void a_nesting_bomb_is_refused() {
        assertThat(problems("a: " + "[".repeat(100_000)))
                .containsExactly("policy.yaml:1: nested too deep (expected: at most 12 levels)");
    }

    @Test
    void a_file_with_random_damage_is_read_or_refused_and_never_breaks_the_reader() {
        var random = new Random(7);
        var inserts = "{}[]:,-&*!|>'\"%@`#?~<\n\t \uFEFF\u0000\uD83D0x9".toCharArray();
        for (int i = 0; i < 1_000; i++) {
            var text = new StringBuilder(EXAMPLE);
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) text.deleteCharAt(at);
                else text.insert(at, inserts[random.nextInt(inserts.length)]);
            }
            try {
                assertThat(PolicyFile.parse(text.toString(), "policy.yaml").categories())
                        .isNotEmpty();
            } catch (PolicyException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void a_byte_order_mark_is_passed_over() throws PolicyException {
        assertThat(PolicyFile.parse("\uFEFF" + EXAMPLE, "policy.yaml"))
                .isEqualTo(PolicyFile.parse(EXAMPLE, "policy.yaml"));
    }

    @Test
    void a_file_is_read_from_its_path(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("policy.yaml"), EXAMPLE);
        assertThat(PolicyFile.read(file)).isEqualTo(PolicyFile.parse(EXAMPLE, "policy.yaml"));
    }

    @Test
    void a_file_that_is_missing_too_large_or_not_text_is_refused(@TempDir Path folder) throws Exception {
        var large = Files.write(folder.resolve("large"), new byte[YamlFile.MAX_BYTES + 1]);
        var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
        assertThat(refusal(folder.resolve("missing")))
                .contains("missing: cannot be read: it is not there (expected: a file)");
        assertThat(refusal(large)).contains("large: too large (expected: at most 1048576 bytes)");
        assertThat(refusal(binary)).contains("binary: not UTF-8 (expected: UTF-8 text)");
    }

    private static String refusal(Path file) {
        return catchThrowableOfType(PolicyException.class, () -> PolicyFile.read(file))
                .getMessage();
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(PolicyException.class, () -> PolicyFile.parse(yaml, "policy.yaml"))
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }
}

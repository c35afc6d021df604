package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.opportune.gateway.config.Grants.Subject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sends:write",
                "events:read:all",
                "sends:write:category=order-*",
                "sends:write:category=order-*:campaign=spring:2026*:app=shop-ios",
                "sends:read:all:campaign=*"
            })
    void a_word_is_read_as_it_is_written(String word) {
        assertThat(Grant.parse(word).word()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sends                                     | sends (expected: sends:write, sends:read,
            sends:write:                              | sends:write: (expected: sends:write,
            sends:write:order-*                       | sends:write:order-* (expected: sends:write,
            sends:write:category=                     | "" (expected: a name, or its beginning and a *)
            sends:write:category=a*b                  | "a*b" (expected: a name,
            sends:write:category=**                   | "**" (expected: a name,
            sends:write:user=ada                      | user= of sends:write (expected: app, campaign, category)
            sends:write:all:app=a                     | app= of sends:write:all (expected: campaign, category)
            users:write:app=a                         | app= of users:write (expected: no narrowing)
            sends:write:category=a:category=b         | sends:write:category=a:category=b (expected: category once""")
    void what_is_no_word_is_named(String word, String expected) {
        assertThatIllegalArgumentException().isThrownBy(() -> Grant.parse(word)).withMessageContaining(expected);
    }

    @Test
    void all_bounds_of_a_grant_hold_and_any_grant_will_do() {
        var grants = grants("sends:write:category=order-*:campaign=spring-*", "sends:write:app=a");

        assertThat(grants.holdWhole(Scope.SENDS_WRITE)).isFalse();
        assertThat(covers(grants, "order-1", "spring-1")).isTrue();
        assertThat(covers(grants, "order", "spring-1")).isFalse();
        assertThat(covers(grants, "order-1", "autumn-1")).isFalse();
        assertThat(covers(grants, "order-1", null)).isFalse();
        assertThat(covers(grants, "x", null, "a")).isTrue();
        assertThat(covers(grants, "x", null, "a", "b")).isFalse();
    }

    @Test
    void a_name_without_an_asterisk_is_that_name() {
        assertThat(covers(grants("sends:write:category=order"), "order", null)).isTrue();
        assertThat(covers(grants("sends:write:category=order"), "orders", null)).isFalse();
    }

    @Test
    void a_scope_for_all_includes_the_callers_own() {
        var grants = grants("sends:read:all:category=a", "sends:write:all:category=a", "events:read:all");

        assertThat(grants.holdWhole(Scope.SENDS_READ)).isTrue();
        assertThat(grants.holdWhole(Scope.EVENTS_READ)).isTrue();
        assertThat(covers(grants, "a", null)).isTrue();
        assertThat(covers(grants, "b", null)).isFalse();
        assertThat(grants.hold(Scope.USERS_READ)).isFalse();
    }

    @Test
    void whoever_may_do_everything_may_do_it_to_everything() {
        for (var scope : Scope.values()) {
            assertThat(Grants.everything().cover(scope, new Subject(null, null, List.of())))
                    .isTrue();
        }
    }

    private static boolean covers(Grants grants, String category, String campaign, String... apps) {
        return grants.cover(Scope.SENDS_WRITE, new Subject(category, campaign, List.of(apps)));
    }

    private static Grants grants(String... words) {
        return Grants.of(Stream.of(words).map(Grant::parse).toList());
    }
}

package dev.opportune.ratelimiter.policy;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Policy files with one thing wrong in each, and what is said of it.
final class BadPolicies {

    private static final String GOOD_CATEGORIES = "\ncategories: {news: {class: critical}}";
    private static final String TTL = "(expected: an ISO 8601 duration, PT0S (now or never) or PT0.001S to P28D)";
    private static final String WINDOW = "(expected: an ISO 8601 duration in whole seconds, PT1M to P31D)";
    private static final String ZONE = "(expected: an IANA time zone such as Europe/Berlin)";
    private static final String QUIET = "(expected: a window such as \"22:00-08:00\")";
    private static final String NAME = "a bad name (expected: small letters, digits and -, at most 64)";

    static Stream<Arguments> table() {
        return Stream.of(documents(), versions(), defaults(), caps(), reserves(), categories())
                .flatMap(part -> part);
    }

    private static Stream<Arguments> documents() {
        return Stream.of(
                bad("", ":1: empty (expected: a policy)"),
                bad("# nothing", ":1: empty (expected: a policy)"),
                bad("hello", ":1: hello (expected: a mapping)"),
                bad("- 1", ":1: a list (expected: a mapping)"),
                bad("version: a" + GOOD_CATEGORIES + "\n---\nversion: b", ":3: a second document (expected: one)"),
                bad("version: !!str a" + GOOD_CATEGORIES, ":1: version: a tag (expected: the value itself)"),
                bad(
                        "version: a\nversion: b" + GOOD_CATEGORIES,
                        ":2: version: a duplicate key (expected: once, as in line 1)"),
                bad("version: a", ":1: categories: missing (expected: a value)"),
                bad("version: a\ncategories: {}", ":2: categories: a mapping (expected: 1 to 1000, not 0)"),
                bad("version: a\ncategories:", ":2: categories: nothing (expected: a mapping)"));
    }

    private static Stream<Arguments> versions() {
        var expected = "(expected: text of 1 to 64 characters";
        return Stream.of(
                bad(
                        "a: 1\nversion: a" + GOOD_CATEGORIES,
                        ":1: a: unknown key (expected: one of version, defaults, caps, categories, experiments)"),
                bad("defaults: {}" + GOOD_CATEGORIES, ":1: version: missing (expected: a value)"),
                bad("version: 7" + GOOD_CATEGORIES, ":1: version: 7 " + expected + ", in quotes)"),
                bad("version: 1.5" + GOOD_CATEGORIES, ":1: version: 1.5 " + expected + ", in quotes)"),
                bad("version: [a]" + GOOD_CATEGORIES, ":1: version: a list " + expected + ")"),
                bad("version:" + GOOD_CATEGORIES, ":1: version: nothing " + expected + ")"),
                bad(
                        "version: \"" + "v".repeat(65) + '"' + GOOD_CATEGORIES,
                        ":1: version: " + "v".repeat(64) + "… " + expected + ")"));
    }

    private static Stream<Arguments> defaults() {
        return Stream.of(
                defaults("timezone: +02:00", "timezone: +02:00 " + ZONE),
                defaults("timezone: UTC+2", "timezone: UTC+2 " + ZONE),
                defaults("timezone: Z", "timezone: Z " + ZONE),
                defaults("timezone: europe/berlin", "timezone: europe/berlin " + ZONE),
                defaults("timezone: Mars/Olympus", "timezone: Mars/Olympus " + ZONE),
                defaults("quiet_hours: \"22:00\"", "quiet_hours: 22:00 " + QUIET),
                defaults("quiet_hours: \"24:00-08:00\"", "quiet_hours: 24:00-08:00 " + QUIET),
                defaults("quiet_hours: \"08:00-08:00\"", "quiet_hours: 08:00-08:00 " + QUIET),
                defaults("quiet_hours: ~", "quiet_hours: ~ " + QUIET),
                defaults("ttl: PT0.0001S", "ttl: PT0.0001S " + TTL),
                defaults("ttl: -PT1S", "ttl: -PT1S " + TTL),
                defaults("ttl: P28DT1S", "ttl: P28DT1S " + TTL),
                defaults("ttl: 1h", "ttl: 1h " + TTL),
                defaults("tz: UTC", "tz: unknown key (expected: one of timezone, quiet_hours, ttl)"));
    }

    private static Stream<Arguments> caps() {
        return Stream.of(
                caps("a: {limit: 0, window: PT1H}", "a.limit: 0 (expected: 1 to 1000)"),
                caps("a: {limit: 1001, window: PT1H}", "a.limit: 1001 (expected: 1 to 1000)"),
                caps("a: {limit: \"3\", window: PT1H}", "a.limit: 3 (expected: 1 to 1000, without quotes)"),
                caps("a: {limit: 1.5, window: PT1H}", "a.limit: 1.5 (expected: 1 to 1000)"),
                caps("a: {limit: 99999999999, window: PT1H}", "a.limit: 99999999999 (expected: 1 to 1000)"),
                caps("a: {limit: 010, window: PT1H}", "a.limit: 010 (expected: 1 to 1000)"),
                caps("a: {window: PT1H}", "a.limit: missing (expected: a value)"),
                caps("a: {limit: 1}", "a.window: missing (expected: a value)"),
                caps("a: {limit: 1, window: PT59S}", "a.window: PT59S " + WINDOW),
                caps("a: {limit: 1, window: P31DT1S}", "a.window: P31DT1S " + WINDOW),
                caps("a: {limit: 1, window: PT60.5S}", "a.window: PT60.5S " + WINDOW),
                caps("a: {limit: 1, window: day}", "a.window: day " + WINDOW),
                caps("a: {limit: 1, calendar: month}", "a.calendar: month (expected: day, week)"),
                caps(
                        "a: {limit: 1, window: PT1H, calendar: day}",
                        "a.calendar: day (expected: window or calendar, not both)"),
                caps(
                        "a: {limit: 1, window: PT1H, per: user}",
                        "a.per: unknown key (expected: one of limit, window, calendar, reserve)"),
                caps("a: 3", "a: 3 (expected: a mapping)"),
                caps("Promo: {limit: 1, window: PT1H}", "Promo: " + NAME),
                caps("a.b: {limit: 1, window: PT1H}", "a.b: " + NAME));
    }

    private static Stream<Arguments> reserves() {
        return Stream.of(
                reserve("places: 3, for: {intents: [buy]}", "places: 3 (expected: less than the limit, 3)"),
                reserve("places: 0, for: {intents: [buy]}", "places: 0 (expected: 1 to 999)"),
                reserve("places: 1", "for: missing (expected: a value)"),
                reserve("for: {intents: [buy]}", "places: missing (expected: a value)"),
                reserve("places: 1, for: {}", "for: a mapping (expected: categories or intents)"),
                reserve("places: 1, for: {intents: [sell]}", "for.intents[0]: sell (expected: know, go, do, buy)"),
                reserve(
                        "places: 1, for: {categories: [news, sale]}",
                        "for.categories[1]: sale (expected: the name of a category)"),
                reserve(
                        "places: 1, for: {intents: [buy], users: [a]}",
                        "for.users: unknown key (expected: one of categories, intents)"));
    }

    private static Stream<Arguments> categories() {
        return Stream.of(
                category("intent: buy", ".class: missing (expected: a value)"),
                category("class: Promotional", ".class: Promotional (expected: critical, transactional, promotional)"),
                category("class: critical, intent: sell", ".intent: sell (expected: know, go, do, buy)"),
                category("class: critical, ttl: PT0.0001S", ".ttl: PT0.0001S " + TTL),
                category("class: critical, caps: a", ".caps: a (expected: a list)"),
                category("class: critical, caps: [a, b]", ".caps[1]: b (expected: a cap: one of a)"),
                category("class: critical, caps: [a, 7]", ".caps[1]: 7 (expected: a cap: one of a, in quotes)"),
                category("class: critical, caps: [a, a]", ".caps[1]: a (expected: once)"),
                category("class: critical, counts_toward: [b]", ".counts_toward[0]: b (expected: a cap: one of a)"),
                category(
                        "class: critical, caps: [a], counts_toward: [a]",
                        ".counts_toward: a list (expected: caps other than those it obeys, such as a)"),
                category("class: critical, on_cap: drop", ".on_cap: drop (expected: suppress, defer)"),
                category(
                        "class: critical, quiet_hours: \"none\"", ".quiet_hours: none (expected: ignore, defer, drop)"),
                category("class: critical, consent: optin", ".consent: optin (expected: none, opt_out, opt_in)"),
                category("class: critical, hours: 11-14", ".hours: 11-14 (expected: a window such as \"11:00-14:00\")"),
                category(
                        "class: critical, interruption: loud",
                        ".interruption: loud (expected: active, time_sensitive)"),
                category("class: critical, priority: low", ".priority: low (expected: normal, high)"),
                category(
                        "class: critical, interruption: time_sensitive, priority: normal",
                        ".priority: normal (expected: high, since it interrupts as time_sensitive)"),
                category("class: critical, enabled: \"yes\"", ".enabled: yes (expected: true or false)"),
                category("class: critical, enabled: 1", ".enabled: 1 (expected: true or false)"),
                bad(
                        "version: a\ncategories: {sale: {class: critical}, sale: {class: critical}}",
                        ":2: categories.sale: a duplicate key (expected: once, as in line 2)"),
                bad(
                        "version: a\ncategories: {Sale: {class: critical}, b: {class: critical}}",
                        ":2: categories.Sale: " + NAME),
                bad(
                        "version: a\ncategories: {sale: {class: critical, caps: [x]}}",
                        ":2: categories.sale.caps[0]: x (expected: a cap, but the file has none)"));
    }

    private static Arguments defaults(String member, String problem) {
        return bad("version: a\ndefaults: {" + member + "}" + GOOD_CATEGORIES, ":2: defaults." + problem);
    }

    private static Arguments caps(String member, String problem) {
        return bad("version: a\ncaps: {" + member + "}" + GOOD_CATEGORIES, ":2: caps." + problem);
    }

    private static Arguments reserve(String members, String problem) {
        return bad(
                "version: a\ncaps: {a: {limit: 3, window: PT1H, reserve: {" + members + "}}}" + GOOD_CATEGORIES,
                ":2: caps.a.reserve." + problem);
    }

    private static Arguments category(String members, String problem) {
        return bad(
                "version: a\ncaps: {a: {limit: 3, window: PT1H}}\ncategories: {sale: {" + members + "}}",
                ":3: categories.sale" + problem);
    }

    private static Arguments bad(String yaml, String problem) {
        return Arguments.of(yaml, "policy.yaml" + problem);
    }

    private BadPolicies() {}
}

package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.fixture.Said.NOTHING;
import static dev.opportune.ratelimiter.fixture.Said.UNSAID;
import static dev.opportune.ratelimiter.fixture.Said.category;
import static dev.opportune.ratelimiter.fixture.Said.keep;
import static dev.opportune.ratelimiter.fixture.Said.promotional;
import static dev.opportune.ratelimiter.fixture.Said.remove;
import static dev.opportune.ratelimiter.fixture.Said.said;
import static dev.opportune.ratelimiter.fixture.Said.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.User.Preferences;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.user.PreferenceChange.Of;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesAnswer;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Preferences of users and the history of their changes, on a real Redis with a moved clock.
class PreferencesIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now);

    @BeforeEach
    void noon() {
        now = NOON.toEpochMilli();
    }

    @Test
    void a_choice_keeps_when_by_whom_and_from_where() throws Exception {
        var answer = users.patchPreferences("u", category("sale", set(true)));
        var choice = new Choice(true, NOON, "shop", "app");
        assertThat(answer)
                .isEqualTo(new PreferencesAnswer.Stored(new Preferences(null, Map.of("sale", choice), Map.of())));
    }

    @Test
    void a_choice_that_does_not_change_keeps_its_time() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of("sale", set(true)), Map.of(), "app"));
        now += 60_000;
        var put = said(set(false), Map.of("sale", set(false), "news", set(true)), Map.of(), "web");
        users.putPreferences("u", put);
        var preferences = users.known("u").preferences();
        var later = NOON.plusSeconds(60);
        assertThat(preferences.promotional()).isEqualTo(new Choice(false, NOON, "shop", "app"));
        assertThat(preferences.categories())
                .containsOnly(
                        Map.entry("sale", new Choice(false, later, "shop", "web")),
                        Map.entry("news", new Choice(true, later, "shop", "web")));
    }

    @Test
    void putting_preferences_forgets_what_is_not_set_and_patching_keeps_it() throws Exception {
        var first =
                said(set(true), Map.of("a", set(true), "b", set(true)), Map.of("day", set(1), "week", set(0)), "app");
        users.putPreferences("u", first);
        var patch = said(keep(), Map.of("a", remove(), "b", keep()), Map.of("day", remove(), "hour", set(3)), "app");
        users.patchPreferences("u", patch);
        assertThat(users.known("u").preferences().promotional()).isNotNull();
        assertThat(users.known("u").preferences().categories()).containsOnlyKeys("b");
        assertThat(users.known("u").preferences().caps()).isEqualTo(Map.of("week", 0, "hour", 3));
        users.putPreferences("u", said(keep(), Map.of("b", keep()), Map.of(), "app"));
        assertThat(users.known("u")).isEqualTo(new User(NOTHING, List.of(), UNSAID));
    }

    @Test
    void preferences_over_the_limit_change_nothing() throws Exception {
        var categories = new LinkedHashMap<String, Change<Boolean>>();
        var caps = new LinkedHashMap<String, Change<Integer>>();
        for (int i = 0; i < Users.MAX_PREFERENCES; i++) {
            categories.put("c" + i, set(true));
            caps.put("c" + i, set(1));
        }
        users.patchPreferences("u", said(keep(), categories, caps, "app"));
        var before = users.known("u");
        assertThat(before.preferences().categories()).hasSize(200);
        assertThat(users.patchPreferences("u", category("more", set(true))))
                .isEqualTo(new PreferencesAnswer.TooMany("categories", 200));
        assertThat(users.patchPreferences("u", said(keep(), Map.of(), Map.of("more", set(1)), "app")))
                .isEqualTo(new PreferencesAnswer.TooMany("caps", 200));
        assertThat(users.known("u")).isEqualTo(before);
    }

    @Test
    void an_import_never_overturns_or_forgets_a_refusal() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of("sale", set(false)), Map.of(), "app"));
        var before = users.known("u");
        now += 1000;
        var grants = said(set(true), Map.of("sale", set(true)), Map.of(), Users.IMPORT);
        var forgets = said(remove(), Map.of("sale", remove()), Map.of(), Users.IMPORT);
        for (var patch : List.of(grants, forgets)) {
            users.patchPreferences("u", patch);
            users.putPreferences("u", patch);
        }
        users.putPreferences("u", said(keep(), Map.of(), Map.of(), Users.IMPORT));
        assertThat(users.known("u")).isEqualTo(before);
    }

    @Test
    void an_import_sets_only_what_it_names() throws Exception {
        users.patchPreferences("u", said(set(true), Map.of("sale", set(true)), Map.of("day", set(2)), "app"));
        var before = users.known("u").preferences();
        now += 1000;
        users.patchPreferences("u", said(keep(), Map.of(), Map.of(), Users.IMPORT));
        users.putPreferences("u", said(keep(), Map.of(), Map.of(), Users.IMPORT));
        assertThat(users.known("u").preferences()).isEqualTo(before);
        users.putPreferences("u", said(set(false), Map.of("news", set(true)), Map.of("week", set(1)), Users.IMPORT));
        var after = users.known("u").preferences();
        assertThat(after.promotional().granted()).isFalse();
        assertThat(after.categories()).containsAllEntriesOf(before.categories()).containsOnlyKeys("sale", "news");
        assertThat(after.caps()).isEqualTo(Map.of("day", 2, "week", 1));
    }

    @Test
    void an_import_takes_back_a_grant_by_its_name() throws Exception {
        users.patchPreferences("u", said(set(true), Map.of("sale", set(true)), Map.of(), "app"));
        users.patchPreferences("u", said(remove(), Map.of("sale", set(false)), Map.of(), Users.IMPORT));
        assertThat(users.known("u").preferences().promotional()).isNull();
        assertThat(users.known("u").preferences().categories().get("sale").granted())
                .isFalse();
    }

    @Test
    void an_import_grants_no_category_whose_class_is_refused() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of("kept", set(true)), Map.of(), "app"));
        var before = users.known("u");
        var grants = Map.of("kept", set(true), "sale", set(true));
        for (var line : List.of(
                said(keep(), grants, Map.of(), Users.IMPORT), said(set(true), grants, Map.of(), Users.IMPORT))) {
            users.patchPreferences("u", line);
            assertThat(users.known("u")).isEqualTo(before);
        }
    }

    @Test
    void an_import_lowers_a_limit_and_never_raises_or_removes_one() throws Exception {
        users.patchPreferences("u", limit("day", set(2), "app"));
        for (var weaker : List.<Change<Integer>>of(set(3), remove(), set(1000), set(2))) {
            users.patchPreferences("u", limit("day", weaker, Users.IMPORT));
            assertThat(users.known("u").preferences().caps()).isEqualTo(Map.of("day", 2));
        }
        users.patchPreferences("u", limit("day", set(1), Users.IMPORT));
        assertThat(users.known("u").preferences().caps()).isEqualTo(Map.of("day", 1));
        users.patchPreferences("u", limit("day", set(5), "app"));
        assertThat(users.known("u").preferences().caps()).isEqualTo(Map.of("day", 5));
    }

    @Test
    void a_refusal_of_the_class_forgets_the_grants_that_it_does_not_make() throws Exception {
        var choices = Map.of("a", set(true), "b", set(true), "c", set(false));
        users.patchPreferences("u", said(set(false), choices, Map.of(), "app"));
        assertThat(users.known("u").preferences().categories()).containsOnlyKeys("a", "b", "c");
        now += 1000;
        users.patchPreferences("u", said(set(false), Map.of("b", set(true)), Map.of(), "app"));
        assertThat(users.known("u").preferences().categories()).containsOnlyKeys("b", "c");
        assertThat(users.known("u").preferences().categories().get("b").at()).isEqualTo(NOON);
        assertThat(users.history("u").getLast())
                .isEqualTo(change(NOON.plusSeconds(1), new Of.Category("a", null), "app"));
    }

    @Test
    void a_grant_of_the_class_leaves_what_is_said_of_categories() throws Exception {
        var choices = Map.of("a", set(true), "b", set(false));
        users.patchPreferences("u", said(set(false), choices, Map.of(), "app"));
        var before = users.known("u").preferences().categories();
        users.patchPreferences("u", promotional(set(true)));
        assertThat(users.known("u").preferences().categories()).isEqualTo(before);
        users.patchPreferences("u", promotional(remove()));
        assertThat(users.known("u").preferences().categories()).isEqualTo(before);
    }

    @Test
    void a_word_for_class_and_category_said_twice_means_what_it_meant_once() throws Exception {
        for (boolean granted : List.of(true, false)) {
            var both = said(set(!granted), Map.of("sale", set(granted)), Map.of(), "app");
            users.patchPreferences("u", both);
            var once = users.known("u").preferences();
            now += 1000;
            users.patchPreferences("u", both);
            assertThat(users.known("u").preferences()).isEqualTo(once);
            users.erase("u");
        }
    }

    @Test
    void each_change_of_preferences_is_kept_in_order_and_once() throws Exception {
        var first = said(set(false), Map.of("sale", set(true)), Map.of("day", set(2)), "app");
        for (int times = 0; times < 2; times++) users.patchPreferences("u", first);
        now += 1000;
        var second = said(keep(), Map.of("sale", remove()), Map.of("day", set(1)), "web");
        for (int times = 0; times < 2; times++) users.patchPreferences("u", second);
        now += 1000;
        users.putPreferences("u", said(keep(), Map.of(), Map.of(), "app"));
        assertThat(users.history("u"))
                .containsExactly(
                        change(NOON, new Of.Promotional(false), "app"),
                        change(NOON, new Of.Category("sale", true), "app"),
                        change(NOON, new Of.Cap("day", 2), "app"),
                        change(NOON.plusSeconds(1), new Of.Category("sale", null), "web"),
                        change(NOON.plusSeconds(1), new Of.Cap("day", 1), "web"),
                        change(NOON.plusSeconds(2), new Of.Promotional(null), "app"),
                        change(NOON.plusSeconds(2), new Of.Cap("day", null), "app"));
    }

    @Test
    void the_latest_changes_of_preferences_are_kept() throws Exception {
        for (int i = 0; i < Users.MAX_HISTORY + 5; i++) {
            users.patchPreferences("u", said(keep(), Map.of(), Map.of("day", set(i)), "app"));
        }
        assertThat(users.history("u")).hasSize(Users.MAX_HISTORY);
        assertThat(users.history("u").getFirst().of()).isEqualTo(new Of.Cap("day", 5));
        assertThat(users.history("u").getLast().of()).isEqualTo(new Of.Cap("day", Users.MAX_HISTORY + 4));
    }

    @Test
    void what_is_refused_or_changes_nothing_is_no_change() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of(), Map.of(), "app"));
        users.patchPreferences("u", said(set(true), Map.of("sale", remove()), Map.of("day", remove()), Users.IMPORT));
        var tooMany = new LinkedHashMap<String, Change<Integer>>();
        for (int i = 0; i <= Users.MAX_PREFERENCES; i++) tooMany.put("c" + i, set(1));
        users.patchPreferences("u", said(set(true), Map.of(), tooMany, "app"));
        assertThat(users.history("u")).containsExactly(change(NOON, new Of.Promotional(false), "app"));
    }

    private static PreferencesPatch limit(String cap, Change<Integer> limit, String source) {
        return said(keep(), Map.of(), Map.of(cap, limit), source);
    }

    private static PreferenceChange change(Instant at, Of of, String source) {
        return new PreferenceChange(at, of, "shop", source);
    }
}

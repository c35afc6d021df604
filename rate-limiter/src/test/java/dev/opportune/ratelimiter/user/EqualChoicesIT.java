package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.fixture.Said.keep;
import static dev.opportune.ratelimiter.fixture.Said.remove;
import static dev.opportune.ratelimiter.fixture.Said.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.User.Preferences;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Explain;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Users by chance who come to what they chose by different ways.
class EqualChoicesIT {

    private static final int USERS = 1_000;
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final List<String> CATEGORIES = List.of("sale", "club", "digest");
    private static final List<String> SOURCES = List.of("app", "app", "web", Users.IMPORT);

    private static final Policy policy = Policies.of("""
            version: "1"
            caps: {day: {limit: 5, window: P1D}}
            categories:
              sale: {class: promotional, ttl: P1D, caps: [day]}
              club: {class: promotional, ttl: P1D, consent: opt_in, caps: [day]}
              digest: {class: transactional, ttl: P1D, consent: opt_in}
            """);

    private static long now = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now);
    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    private final Random random = new Random(SEED);

    /// What is shown, without when and by whom.
    private record Shown(String promotional, Map<String, String> categories, Map<String, Integer> caps) {

        static Shown of(Preferences preferences) {
            var categories = new TreeMap<String, String>();
            preferences.categories().forEach((name, choice) -> categories.put(name, word(choice)));
            return new Shown(word(preferences.promotional()), categories, new TreeMap<>(preferences.caps()));
        }

        private static String word(Choice choice) {
            return choice == null ? "unsaid" : choice.granted() ? "granted" : "refused";
        }

        /// Whether the rule lets a send of this category pass, by what is shown alone.
        boolean allows(String category) {
            var own = categories.getOrDefault(category, "unsaid");
            var word = own.equals("unsaid") && !category.equals("digest") ? promotional : own;
            return word.equals("granted") || (word.equals("unsaid") && category.equals("sale"));
        }
    }

    @Test
    void users_whose_choices_read_alike_are_decided_alike() throws Exception {
        var decided = new LinkedHashMap<Shown, List<String>>();
        int alike = 0;
        for (int i = 0; i < USERS; i++) {
            String user = "u" + i;
            var told = history(user);
            var shown = Shown.of(users.known(user).preferences());
            var decisions = decisions(user, shown, told);
            var first = decided.putIfAbsent(shown, decisions);
            if (first == null) continue;
            alike++;
            assertThat(decisions).as("seed %d: %s by %s", SEED, shown, told).isEqualTo(first);
        }
        assertThat(alike).as("users whose choices read like another's").isGreaterThan(USERS / 2);
    }

    /// Some changes, the clock of which stands still or steps back at times; each said twice does no more than once.
    private String history(String user) throws Exception {
        var told = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            now += List.of(1_000, 0, -1_000).get(random.nextInt(3));
            var patch = patch();
            boolean whole = random.nextInt(5) == 0;
            told.append(whole ? "\n  PUT " : "\n  PATCH ").append(patch);
            var once = said(user, patch, whole);
            assertThat(said(user, patch, whole)).as("said twice: %s", told).isEqualTo(once);
        }
        return told.toString();
    }

    private static Preferences said(String user, PreferencesPatch patch, boolean whole) throws Exception {
        var answer = whole ? users.putPreferences(user, patch) : users.patchPreferences(user, patch);
        return ((Users.PreferencesAnswer.Stored) answer).preferences();
    }

    private PreferencesPatch patch() {
        var categories = new HashMap<String, Change<Boolean>>();
        for (var category : CATEGORIES) if (random.nextInt(3) == 0) categories.put(category, word());
        Map<String, Change<Integer>> caps = switch (random.nextInt(6)) {
            case 0 -> Map.of("day", set(1 + random.nextInt(2)));
            case 1 -> Map.of("day", remove());
            default -> Map.of();
        };
        Change<Boolean> promotional = random.nextBoolean() ? keep() : word();
        var source = SOURCES.get(random.nextInt(SOURCES.size()));
        return new PreferencesPatch(promotional, categories, caps, Set.of("digest"), "shop", source);
    }

    private Change<Boolean> word() {
        return random.nextInt(5) == 0 ? remove() : set(random.nextBoolean());
    }

    private static List<String> decisions(String user, Shown shown, String told) throws Exception {
        var decisions = new HashSet<String>();
        for (var category : CATEGORIES) {
            var request = sends.request(user, category);
            var reply = (Explain.Reply.Told) redis.onLane(() -> sends.store().explain(request, policy));
            var consent = gate(reply, "consent");
            assertThat(consent.pass())
                    .as("%s of %s by %s", category, shown, told)
                    .isEqualTo(shown.allows(category));
            var word =
                    consent.details().get("choice") + " of " + consent.details().get("said_of");
            decisions.add(category + " " + reply.decision() + " " + word + " " + limits(reply));
        }
        return decisions.stream()
                .map(it -> it.replaceAll("deadline=[^,\\]]*", ""))
                .sorted()
                .toList();
    }

    private static GateResult gate(Explain.Reply.Told reply, String name) {
        return reply.gates().stream()
                .filter(it -> it.gate().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String limits(Explain.Reply.Told reply) {
        return gate(reply, "caps").details().get("caps").toString();
    }
}

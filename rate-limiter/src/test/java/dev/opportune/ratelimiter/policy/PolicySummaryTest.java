package dev.opportune.ratelimiter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicySummaryTest {

    @Test
    void every_category_says_when_how_often_and_what_stops_it() throws PolicyException {
        assertThat(String.join("\n", PolicySummary.lines(PolicyFile.parse(PolicyFileTest.EXAMPLE, "policy.yaml"))))
                .isEqualTo("""
                        Policy 2026-11-22: 5 categories, 3 caps
                        Users who say nothing else: time zone UTC, quiet hours 22:00-08:00

                        critical
                          storm-alert (do)
                            when: at any hour, quiet hours or not; worth showing for 30 minutes
                            how often: as often as it is sent
                            what stops it: no choice of the user's

                        transactional
                          order-status (know)
                            when: at any hour, outside quiet hours: waits for their end if that is before its deadline; worth showing for 6 hours
                            how often: as often as it is sent; uses up places of everything
                            what stops it: no choice of the user's; muting

                        promotional
                          flash-sale (buy)
                            when: at any hour, outside quiet hours: waits for their end if that is before its deadline; worth showing for 1 hour
                            how often: at most 1 in 1 hour (promo-hour), 3, the last 1 kept for it and its like, in 1 day (promo-day), 12 a calendar day (everything); then not at all
                            what stops it: a refusal of it or of all that is promotional; muting
                          lunch-deal (go)
                            when: from 11:00-14:00 of the user's day, outside quiet hours: dropped in them; worth showing for 2 hours
                            how often: at most 2 of 3 in 1 day (promo-day), 12 a calendar day (everything); then not at all
                            what stops it: a refusal of it or of all that is promotional; muting
                          price-watch (know)
                            when: at any hour, outside quiet hours: dropped in them; worth showing for 4 hours
                            how often: at most 2 of 3 in 1 day (promo-day), 12 a calendar day (everything); then waits for a place
                            what stops it: the lack of a grant, or a refusal of all that is promotional; muting""");
    }

    @Test
    void a_category_that_is_switched_off_says_so() throws PolicyException {
        var policy = PolicyFile.parse("""
                version: a
                categories: {news: {class: promotional, enabled: false}}
                """, "policy.yaml");
        assertThat(PolicySummary.lines(policy))
                .containsExactly(
                        "Policy a: 1 category, 0 caps",
                        "Users who say nothing else: time zone UTC, no quiet hours",
                        "",
                        "promotional",
                        "  news",
                        "    switched off: never shown");
    }

    @Test
    void an_experiment_says_who_gets_what_and_what_counts() throws PolicyException {
        var policy = PolicyFile.parse("""
                version: a
                categories: {news: {class: promotional}}
                experiments:
                  copy:  {salt: "1", arms: {calm: 60, urgent: 40}, holdout: 5, goal: "converted:purchase", guardrails: [refused_after, found_unregistered]}
                  owed:  {salt: "1", arms: {a: 1, b: 1}, holdout: 1, holdout_counts: true, goal: "converted:purchase", goal_window: PT36H}
                  plain: {salt: "1", arms: {a: 1, b: 1}, goal: opened}
                  over:  {salt: "1", arms: {a: 1, b: 1}, goal: opened, state: stopped, winner: b}
                """, "policy.yaml");
        var lines = PolicySummary.lines(policy);

        assertThat(lines.subList(lines.indexOf("experiments"), lines.size()))
                .containsExactlyInAnyOrder(
                        "experiments",
                        "  copy",
                        "    who gets what: users by calm 60 : urgent 40; 5 % of them nothing",
                        "    what counts: whether a user does it at least once, converted:purchase, within 1 day of entering",
                        "    what may not grow: found_unregistered, refused_after",
                        "  owed",
                        "    who gets what: users by a 1 : b 1; 1 % of them nothing, which takes a push's places of caps",
                        "    what counts: whether a user does it at least once, converted:purchase, within 1 day 12 hours of entering",
                        "  plain",
                        "    who gets what: users by a 1 : b 1",
                        "    what counts: whether a user does it at least once, opened, within 1 day of entering",
                        "  over",
                        "    stopped: everybody gets b");
    }
}

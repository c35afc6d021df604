package dev.opportune.dev;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import org.junit.jupiter.api.Test;

/// The arrows between the rooms of the gateway; those between modules are in [HouseTest].
class GatewayRoomsTest {

    private static final String HTTP = "dev.opportune.gateway.http";

    @Test
    void what_counts_sends_knows_nothing_of_what_it_counts() {
        noClasses()
                .that()
                .haveNameMatching("dev\\.opportune\\.gateway\\.send\\.(SendMetrics|AppMeters|CategoryMeters)")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.opportune\\.gateway\\.send\\.(SendPipeline|LaneSends|SendingLane|Releases|"
                        + "LaneApp|Decisions|Outgoing|Attempt|AppQueue|DryRuns|UnknownSends|Settling)")
                .check(HouseTest.HOUSE);
    }

    @Test
    void the_path_of_a_send_has_no_http_types() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.send..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.opportune.gateway.http..", "io.vertx.core.http..", "io.vertx.ext.web..")
                .check(HouseTest.HOUSE);
    }

    @Test
    void only_gateway_http_knows_how_callers_and_operators_are_served_and_webhooks_how_receivers_are() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway..")
                .and()
                .resideOutsideOfPackages(HTTP + "..", "dev.opportune.gateway.webhook..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext..", "io.netty.handler.codec..")
                .check(HouseTest.HOUSE);
    }

    @Test
    void webhooks_know_nothing_of_what_serves_callers_and_no_send_knows_of_them() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.webhook..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HTTP + "..")
                .check(HouseTest.HOUSE);
        noClasses()
                .that()
                .resideInAnyPackage("dev.opportune.gateway.send..", "dev.opportune.gateway.lane..", HTTP + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.opportune.gateway.webhook..")
                .check(HouseTest.HOUSE);
    }

    @Test
    void vertx_web_routes_for_operators_alone() {
        HouseTest.onlyKnownIn("io.vertx.ext..", HTTP + ".admin..");
    }

    @Test
    void the_wire_knows_none_of_the_rooms_that_are_built_on_it() {
        noClasses()
                .that()
                .resideInAPackage(HTTP)
                .should()
                .dependOnClassesThat(resideInAPackage(HTTP + ".*..")
                        .and(DescribedPredicate.not(resideInAPackage(HTTP + ".guard.."))))
                .check(HouseTest.HOUSE);
    }

    @Test
    void the_guard_knows_nothing_of_what_it_guards() {
        noClasses()
                .that()
                .resideInAPackage(HTTP + ".guard..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.opportune..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage(HTTP + ".guard..", "dev.opportune.gateway.config.."))))
                .check(HouseTest.HOUSE);
    }

    @Test
    void the_rooms_of_http_know_the_wire_and_not_each_other() {
        slices().matching(HTTP + ".(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(resideInAPackage(HTTP + ".v1"), alwaysTrue())
                .check(HouseTest.HOUSE);
    }

    @Test
    void no_room_of_the_gateway_knows_its_command() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.opportune.gateway")
                .check(HouseTest.HOUSE);
    }

    @Test
    void http_parses_and_responds_and_touches_no_send_in_redis() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.http..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "dev\\.opportune\\.ratelimiter\\.(send\\.(SendStore|Admit|Claim|Ending|Scan)|redis\\.(RedisLane|Storage))(\\$.*)?")
                .check(HouseTest.HOUSE);
    }

    @Test
    void http_knows_of_a_sends_path_only_what_is_asked_and_answered() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.http..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.opportune.gateway.send..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.opportune.gateway.send.request"))))
                .check(HouseTest.HOUSE);
    }
}

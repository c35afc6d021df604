package dev.opportune.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/// The house's arrows: which room may know of which.
class HouseTest {

    private static final String HTTP = "dev.opportune.gateway.http";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.opportune");

    @Test
    void the_rate_limiter_depends_on_no_other_module() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.ratelimiter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.opportune.connectors..", "dev.opportune.gateway..", "dev.opportune.simulator..")
                .check(HOUSE);
    }

    @Test
    void connectors_depend_on_no_other_module() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.connectors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.opportune.ratelimiter..", "dev.opportune.gateway..", "dev.opportune.simulator..")
                .check(HOUSE);
    }

    @Test
    void the_simulator_depends_on_no_other_module_and_not_on_vertx() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.opportune.ratelimiter..",
                        "dev.opportune.gateway..",
                        "dev.opportune.connectors..",
                        "io.vertx..")
                .check(HOUSE);
    }

    @Test
    void lettuce_is_known_in_one_package() {
        onlyKnownIn("io.lettuce..", "dev.opportune.ratelimiter.redis..");
    }

    @Test
    void pushy_is_known_in_one_package() {
        onlyKnownIn("com.eatthepath..", "dev.opportune.connectors.apns..");
    }

    @Test
    void google_auth_is_known_in_one_package() {
        onlyKnownIn("com.google.auth..", "dev.opportune.connectors.fcm..");
    }

    private static void onlyKnownIn(String library, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(HOUSE);
    }

    @Test
    void the_policy_and_the_decision_know_nothing_of_redis() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.ratelimiter")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.opportune.ratelimiter.redis..")
                .check(HOUSE);
    }

    @Test
    void the_path_of_a_send_has_no_http_types() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.send..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.opportune.gateway.http..", "io.vertx.core.http..", "io.vertx.ext.web..")
                .check(HOUSE);
    }

    @Test
    void only_gateway_http_knows_how_callers_and_operators_are_served() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway..")
                .and()
                .resideOutsideOfPackage("dev.opportune.gateway.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext..", "io.netty.handler.codec..")
                .check(HOUSE);
    }

    @Test
    void vertx_web_routes_what_is_not_the_hot_path() {
        onlyKnownIn("io.vertx.ext..", "dev.opportune.gateway.http.admin..");
    }

    @Test
    void the_wire_knows_none_of_the_rooms_that_are_built_on_it() {
        noClasses()
                .that()
                .resideInAPackage(HTTP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HTTP + ".*..")
                .check(HOUSE);
    }

    @Test
    void the_rooms_of_http_know_the_wire_and_not_each_other() {
        slices().matching(HTTP + ".(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(resideInAPackage(HTTP + ".v1"), alwaysTrue())
                .check(HOUSE);
    }

    @Test
    void http_parses_and_responds_and_touches_no_send_in_redis() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway.http..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "dev\\.opportune\\.ratelimiter\\.redis\\.(SendStore|Admit|Claim|Ending|Scan|RedisLane).*")
                .check(HOUSE);
    }

    @Test
    void only_dev_and_simulate_know_the_simulator() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.gateway..")
                .and()
                .resideOutsideOfPackage("dev.opportune.gateway.dev..")
                .and()
                .doNotHaveSimpleName("SimulateCommand")
                .and()
                .doNotHaveSimpleName("DevCommand")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.opportune.simulator.."))
                .check(HOUSE);
    }

    @Test
    void no_room_is_called_by_what_it_could_hold_anything_of() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper..")
                .check(HOUSE);
    }

    @Test
    void the_rooms_of_the_gateway_form_no_cycle() {
        slices().matching("dev.opportune.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    /// The gateway's own package and each room within a room, too.
    @Test
    void the_packages_of_the_gateway_form_no_cycle() {
        slices().assignedFrom(new EachPackageOf("dev.opportune.gateway"))
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    private record EachPackageOf(String root) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass it) {
            String name = it.getPackageName();
            return name.equals(root) || name.startsWith(root + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "each package of " + root;
        }
    }
}

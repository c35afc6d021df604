package dev.opportune.dev;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The house's arrows: which room may know of which. Here, since no other module of the house has all of them on its
/// classpath.
class HouseTest {

    /// What `java.time` calls it, in its types and in `Clock` and `InstantSource`.
    private static final Set<String> OF_THIS_MACHINE =
            Set.of("now", "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes");

    static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.opportune");

    @Test
    void the_rate_limiter_depends_on_no_other_module() {
        knowsNothingOf("dev.opportune.ratelimiter..", "engagement", "connectors", "simulator", "gateway", "dev");
    }

    @Test
    void engagement_knows_the_rate_limiter_alone() {
        knowsNothingOf("dev.opportune.engagement..", "connectors", "simulator", "gateway", "dev");
    }

    @Test
    void templates_know_yaml_alone_and_only_they_know_icu() {
        knowsNothingOf(
                "dev.opportune.templates..", "ratelimiter", "engagement", "connectors", "simulator", "gateway", "dev");
        onlyKnownIn("com.ibm.icu..", "dev.opportune.templates..");
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.templates..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "io.lettuce..", "com.fasterxml..")
                .check(HOUSE);
    }

    @Test
    void reports_and_proofs_know_nothing_of_redis() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.opportune.engagement",
                        "dev.opportune.engagement.report..",
                        "dev.opportune.engagement.proof..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.opportune.ratelimiter..", "io.vertx..")
                .check(HOUSE);
    }

    @Test
    void connectors_depend_on_no_other_module() {
        knowsNothingOf("dev.opportune.connectors..", "ratelimiter", "simulator", "gateway", "dev", "yaml");
    }

    @Test
    void yaml_depends_on_no_other_module_and_its_library_is_known_there_alone() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.yaml..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.opportune..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.opportune.yaml.."))))
                .check(HOUSE);
        onlyKnownIn("org.yaml..", "dev.opportune.yaml..");
    }

    @Test
    void statistics_know_numbers_alone() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.statistics..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.opportune..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.opportune.statistics.."))))
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.statistics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io..", "com.fasterxml..", "java.io..", "java.net..", "java.time..")
                .check(HOUSE);
        onlyKnownIn("org.apache.commons.numbers..", "dev.opportune.statistics..");
    }

    @Test
    void the_simulator_depends_on_no_other_module_and_not_on_vertx() {
        knowsNothingOf("dev.opportune.simulator..", "ratelimiter", "connectors", "gateway", "dev");
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(HOUSE);
    }

    @Test
    void the_gateway_knows_neither_the_simulator_nor_what_runs_it() {
        knowsNothingOf("dev.opportune.gateway..", "simulator", "dev");
    }

    private static void knowsNothingOf(String room, String... others) {
        var packages =
                Arrays.stream(others).map(it -> "dev.opportune." + it + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
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
    void opentelemetry_is_known_in_one_package() {
        onlyKnownIn("io.opentelemetry..", "dev.opportune.gateway.trace..");
    }

    @Test
    void the_embedded_redis_is_known_in_one_package() {
        onlyKnownIn("redis.embedded..", "dev.opportune.dev..");
    }

    @Test
    void google_auth_is_known_in_one_package() {
        onlyKnownIn("com.google.auth..", "dev.opportune.connectors.fcm..");
    }

    @Test
    void what_connectors_have_in_common_knows_no_provider() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.connectors.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.opportune.connectors.apns..", "dev.opportune.connectors.fcm..")
                .check(HOUSE);
    }

    @Test
    void providers_know_nothing_of_each_other() {
        slices().matching("dev.opportune.connectors.(apns|fcm)..")
                .should()
                .notDependOnEachOther()
                .check(HOUSE);
    }

    @Test
    void what_a_connector_is_knows_nothing_of_how_it_is_made() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.connectors")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.opportune.connectors.*..")
                .check(HOUSE);
    }

    static void onlyKnownIn(String library, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(HOUSE);
    }

    /// Hosts differ, and clocks step: moments are judged by Redis' clock, and what waits, waits by `System.nanoTime`.
    /// The exceptions: how far this machine's clock is from Redis', and what Google's library, handshakes and
    /// certificates have dated by it.
    @Test
    void this_machines_clock_is_asked_in_few_places() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.opportune.ratelimiter..",
                        "dev.opportune.engagement..",
                        "dev.opportune.statistics..",
                        "dev.opportune.templates..",
                        "dev.opportune.connectors..",
                        "dev.opportune.gateway..")
                .and()
                .doNotHaveFullyQualifiedName("dev.opportune.ratelimiter.redis.RedisClock")
                .and()
                .doNotHaveFullyQualifiedName("dev.opportune.connectors.fcm.AccessTokens")
                .and()
                .doNotHaveFullyQualifiedName("dev.opportune.gateway.Certificates")
                .and()
                .doNotHaveFullyQualifiedName("dev.opportune.gateway.http.ClientCertificate")
                .and()
                .doNotHaveFullyQualifiedName("dev.opportune.gateway.ExplainCommand") // how long ago, to who reads
                .should()
                .accessTargetWhere(describe(
                        "asks this machine's clock",
                        access -> access.getName().equals("currentTimeMillis")
                                || (access.getTargetOwner().getPackageName().equals("java.time")
                                        && OF_THIS_MACHINE.contains(access.getName()))))
                .check(HOUSE);
    }

    @Test
    void the_policy_and_the_decision_know_nothing_of_redis() {
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.ratelimiter")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.opportune.ratelimiter.redis..",
                        "dev.opportune.ratelimiter.device..",
                        "dev.opportune.ratelimiter.event..",
                        "dev.opportune.ratelimiter.send..",
                        "dev.opportune.ratelimiter.user..",
                        "dev.opportune.ratelimiter.quota..")
                .check(HOUSE);
    }

    /// user → send → event → device → redis.
    @Test
    void what_is_kept_knows_only_what_lies_below() {
        var rooms = List.of("redis", "device", "event", "send", "user");
        for (int below = 0; below < rooms.size() - 1; below++) {
            var above = rooms.subList(below + 1, rooms.size()).stream()
                    .map(room -> "dev.opportune.ratelimiter." + room + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.opportune.ratelimiter." + rooms.get(below) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(HOUSE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratelimiter", "engagement", "templates", "connectors", "simulator", "gateway"})
    void no_rooms_of_a_module_form_a_cycle(String module) {
        slices().matching("dev.opportune." + module + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void the_policy_file_is_read_into_a_policy_that_knows_nothing_of_files() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.opportune.ratelimiter", "dev.opportune.ratelimiter.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.opportune.ratelimiter.policy..", "dev.opportune.yaml..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.opportune.ratelimiter.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.opportune.ratelimiter.redis..")
                .check(HOUSE);
    }

    @Test
    void no_room_is_called_by_what_it_could_hold_anything_of() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper..")
                .check(HOUSE);
    }
}

package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.Main;
import dev.opportune.gateway.config.AdminConfig;
import dev.opportune.gateway.config.HttpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// No image is built here: what the `Dockerfile` says is held to the launcher and the program.
class DockerfileTest {

    private final Dockerfile dockerfile = read();

    private static Dockerfile read() {
        try {
            return Dockerfile.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_image_starts_the_program_with_the_launchers_flags() throws IOException {
        var entrypoint = dockerfile.exec("ENTRYPOINT");
        var flags = Arrays.asList(launchersFlags().split(" "));

        assertThat(flags).isNotEmpty();
        assertThat(entrypoint).first().isEqualTo("java");
        assertThat(entrypoint).last().isEqualTo(Main.class.getName());
        assertThat(entrypoint).containsAll(flags);
    }

    @Test
    void the_image_starts_by_what_was_learnt_with_its_own_flags_libraries_and_runtime() throws IOException {
        var entrypoint = dockerfile.exec("ENTRYPOINT");
        var lesson = dockerfile.words("RUN");
        var runtimes = dockerfile.all("FROM");

        assertThat(dockerfile.words("COPY")).isEqualTo("--from=learn /opt/opportune /opt/opportune");
        assertThat(entrypoint).contains("@/opt/opportune/libraries", "-XX:AOTCache=/opt/opportune/learnt.aot");
        assertThat(lesson)
                .contains(launchersFlags() + " -XX:AOTCacheOutput=/opt/opportune/learnt.aot @/opt/opportune/libraries "
                        + Main.class.getName() + " serve");
        assertThat(runtimes.get(1)).isEqualTo(runtimes.getLast() + " AS learn");
    }

    private static String launchersFlags() throws IOException {
        var launcher = Files.readString(Cluster.REPOSITORY.resolve("opportune"));
        return launcher.replaceAll("(?s).*\\nflags='([^']*)'.*", "$1");
    }

    @Test
    void the_virtual_machine_is_of_the_release_that_the_code_is_compiled_for() throws IOException {
        var pom = Files.readString(Cluster.REPOSITORY.resolve("pom.xml"));
        var release = pom.replaceAll("(?s).*<maven.compiler.release>(\\d+)<.*", "$1");

        assertThat(dockerfile.all("ARG"))
                .containsExactly(
                        "JDK=eclipse-temurin:" + release + "-jdk-noble",
                        "JRE=eclipse-temurin:" + release + "-jre-noble");
        assertThat(dockerfile.all("FROM")).containsExactly("${JDK} AS build", "${JRE} AS learn", "${JRE}");
    }

    /// A release names the bases by their digests, in the place of what stands here.
    @Test
    void a_release_says_which_bases_it_is_built_on() throws IOException {
        var releasing = Files.readString(Cluster.REPOSITORY.resolve("docs/releasing.md"));

        for (var base : dockerfile.all("ARG")) assertThat(releasing).contains("--build-arg " + base + "@$");
    }

    @Test
    void the_image_has_the_licences_of_what_is_in_it() {
        assertThat(dockerfile.all("COPY"))
                .contains("--from=build /src/archive/target/licences /opt/opportune/licences")
                .anySatisfy(copied -> assertThat(copied).contains("/src/LICENSE", "NOTICE", "opportune.cdx.json"));
    }

    @Test
    void nobody_in_particular_runs_it() {
        assertThat(dockerfile.words("USER")).matches("[1-9]\\d*:[1-9]\\d*");
    }

    /// What cannot be cached away or change under us: no latest, no `ADD` of an address, no package manager.
    @Test
    void nothing_comes_from_elsewhere_but_by_maven() {
        assertThat(dockerfile.all("ADD")).isEmpty();
        assertThat(dockerfile.all("RUN")).noneMatch(it -> it.matches(".*\\b(apt|apt-get|curl|wget|pip|npm)\\b.*"));
        assertThat(dockerfile.all("FROM")).noneMatch(it -> it.contains("latest"));
    }

    @Test
    void the_image_shows_the_ports_that_a_gateway_has_by_default() {
        assertThat(dockerfile.words("EXPOSE")).isEqualTo(HttpConfig.DEFAULT_PORT + " " + AdminConfig.DEFAULT_PORT);
    }

    @Test
    void the_pod_starts_what_the_image_starts() throws IOException {
        var pod = Cluster.base().gateway().getSpec().getTemplate().getSpec();

        assertThat(pod.getContainers().getFirst().getArgs()).isEqualTo(dockerfile.exec("CMD"));
    }
}

package dev.opportune.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.config.ShutdownConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in the archive. That it runs is `OperationsIT`'s.
class ArchiveIT {

    @TempDir
    private static Path empty;

    private static Unpacked archive;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Unpacked.in(empty);
    }

    @Test
    void the_command_says_its_version_and_what_it_can_do_from_wherever_it_is_called() throws Exception {
        var said = archive.shell("ln -s ../bin/opportune conf/o && cd conf && ./o --version && ./o --help && rm o");

        assertThat(said.output()).contains("opportune 0.", "serve", "check", "simulate");
        assertThat(said.exitCode()).isZero();
    }

    @Test
    void without_a_java_25_it_says_what_is_missing_and_what_it_found() throws Exception {
        var said = Unpacked.shell(archive.folder(), Map.of("JAVA_HOME", "/nowhere"), """
                sed -i.kept 's/^wanted_java=.*/wanted_java=9999/' bin/find-jdk.sh
                bin/opportune --version && exit 1
                mv bin/find-jdk.sh.kept bin/find-jdk.sh
                """);

        assertThat(said.output()).contains("needs Java 9999", "JAVA_HOME is /nowhere: there is no bin/java in it");
        assertThat(said.exitCode()).isZero();
    }

    @Test
    void the_sample_configuration_is_in_order() throws Exception {
        var said = archive.shell("bin/opportune check --config conf/gateway.yaml --render");

        assertThat(said.exitCode()).as(said.output()).isZero();
        assertThat(said.output()).contains("storm-alert", "raincoats from");
    }

    @Test
    void bash_completes_the_commands_words() throws Exception {
        var said = archive.shell("""
                . completion/opportune
                COMP_WORDS=(opportune ser); COMP_CWORD=1
                _complete_opportune
                echo "${COMPREPLY[@]}"
                """);

        assertThat(said.output().strip()).isEqualTo("serve");
    }

    /// By name and by SHA-256, in both directions.
    @Test
    void the_bill_of_materials_has_every_jar_and_no_other() throws Exception {
        var jars = new TreeMap<String, String>();
        try (var files = Files.walk(archive.folder().resolve("lib"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                jars.put(file.getFileName().toString(), sha256(file));
            }
        }
        var bill = new TreeMap<String, String>();
        for (var component : components()) {
            for (var hash : component.path("hashes")) {
                if (hash.path("alg").asText().equals("SHA-256")) {
                    bill.put(Library.of(component).file(), hash.path("content").asText());
                }
            }
        }

        assertThat(jars).hasSizeGreaterThan(90).isEqualTo(bill);
    }

    @Test
    void the_list_of_licences_names_every_jar_of_others() throws Exception {
        var list = Files.readString(archive.folder().resolve("licences/THIRD-PARTY.txt"));
        var others = libraries().stream().filter(it -> !it.isOurs()).toList();

        assertThat(others)
                .hasSizeGreaterThan(80)
                .allSatisfy(it -> assertThat(list).contains(it.file() + "\n"));
        assertThat(archive.folder().resolve("NOTICE")).exists();
        assertThat(archive.folder().resolve("licences/Apache-2.0.txt")).exists();
    }

    /// What makes two builds of one commit alike in all but the files' own bytes; `.ci/reproducible` compares those,
    /// too.
    @Test
    void nothing_in_it_tells_of_who_built_it_and_when() throws Exception {
        var listed = Unpacked.shell(
                empty, Map.of("TZ", "UTC"), "tar --full-time --numeric-owner -tvzf " + Unpacked.archive());
        var entries = listed.output().lines().toList();
        var timestamp = outputTimestamp();

        assertThat(entries)
                .hasSizeGreaterThan(200)
                .allSatisfy(entry -> assertThat(entry)
                        .matches("(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x) 0/0 +\\d+ " + Pattern.quote(timestamp)
                                + " opportune-.*"));
        assertThat(entries.stream().map(it -> it.replaceAll(".* ", "")).toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void nothing_in_our_jars_tells_of_when_they_were_built() throws Exception {
        var timestamp = LocalDateTime.parse(outputTimestamp().replace(' ', 'T'));
        var ours = libraries().stream().filter(Library::isOurs).toList();

        assertThat(ours).hasSizeGreaterThan(5);
        for (var library : ours) {
            var file = archive.folder().resolve("lib").resolve(library.file());
            if (!Files.exists(file)) file = archive.folder().resolve("lib/dev").resolve(library.file());
            try (var jar = new JarFile(file.toFile())) {
                assertThat(jar.stream().map(ZipEntry::getTimeLocal))
                        .as("%s", file)
                        .containsOnly(timestamp);
            }
        }
    }

    private static List<Library> libraries() throws IOException {
        var libraries = new ArrayList<Library>();
        for (var component : components()) libraries.add(Library.of(component));
        return libraries;
    }

    private static JsonNode components() throws IOException {
        return new ObjectMapper()
                .readTree(archive.folder().resolve("opportune.cdx.json").toFile())
                .path("components");
    }

    private static String outputTimestamp() throws IOException {
        return Files.readString(Path.of("..", "pom.xml"))
                .replaceAll("(?s).*<project.build.outputTimestamp>(.{10})T(.{8})Z<.*", "$1 $2");
    }

    @Test
    void the_unit_gives_a_gateway_what_it_needs_and_waits_longer_than_it_takes_to_stop() throws Exception {
        var unit = Files.readString(archive.folder().resolve("systemd/opportune.service"));

        assertThat(Duration.ofSeconds(number(unit, "TimeoutStopSec"))).isGreaterThan(ShutdownConfig.DEFAULT.timeout());
        assertThat(number(unit, "LimitNOFILE")).isGreaterThan(2 * HttpConfig.Connections.DEFAULT_MOST + 256);
        assertThat(unit)
                .contains("SuccessExitStatus=143", "Restart=always", "ProtectSystem=strict", "NoNewPrivileges=yes");
    }

    @Test
    void systemd_understands_the_unit_and_finds_it_hardened() throws Exception {
        assumeTrue(
                archive.shell("command -v systemd-analyze").exitCode() == 0, "SKIPPED: no systemd-analyze on the PATH");
        var said = archive.shell("""
                mkdir verified
                sed "s|/opt/opportune|$PWD|" systemd/opportune.service >verified/opportune.service
                systemd-analyze verify --man=no verified/opportune.service 2>&1 | grep opportune || echo verified
                systemd-analyze security --offline=true --threshold=20 verified/opportune.service | tail -n 1
                """);

        assertThat(said.output()).startsWith("verified\n").contains("Overall exposure level");
        assertThat(said.exitCode()).as(said.output()).isZero();
    }

    private static int number(String unit, String key) {
        return Integer.parseInt(unit.replaceAll("(?s).*\\n" + key + "=(\\d+)\\n.*", "$1"));
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}

package dev.opportune.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.opportune.gateway.config.CallersFile;
import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whatever stands in the files that an operator writes is taken or refused, and no password is shown.
final class ConfigFuzz {

    private static final Set<String> URLS = Set.of("redis.uri", "proxy.url");
    private static final String PASSWORD = "pa55-ca11a57e";

    private static final Path FOLDER = folder();

    @FuzzTest
    void fuzz(byte[] text) {
        check(text);
    }

    static void check(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        try {
            var file = Files.write(FOLDER.resolve("gateway.yaml"), bytes);
            isTakenOrRefused(text, ConfigFile.load(file, Map.of(), List.of()));
            isTakenOrRefused(text, CallersFile.load(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void isTakenOrRefused(String text, Loaded<?> loaded) {
        switch (loaded) {
            case Loaded.Good<?>(var value) ->
                assertThat(value.toString()).as(text).isNotEmpty();
            case Loaded.Bad<?>(List<Problem> problems) -> {
                Yaml.areBounded(text, problems);
                assertThat(problems)
                        .as(text)
                        .noneMatch(it -> URLS.contains(it.key()) && it.given().contains(PASSWORD + '@'));
            }
        }
    }

    private static Path folder() {
        try {
            var folder = Files.createTempDirectory("config-fuzz");
            for (var name : List.of("policy.yaml", "key.pem", "gateway.yaml")) {
                Files.write(folder.resolve(name), new byte[0]).toFile().deleteOnExit();
            }
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

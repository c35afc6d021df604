package dev.opportune.simulator.scenario;

import dev.opportune.simulator.behaviour.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What the providers do and when: verbs at set times after its start.
///
/// ```yaml
/// steps:
///   - {at: PT0S,  latency: {provider: fcm, p50: PT0.04S, p99: PT0.4S}}
///   - {at: PT20S, freeze: {provider: fcm, for: PT10S}}
/// ```
///
/// @param steps in the order in which they are done
public record Scenario(List<Step> steps) {

    static final int LARGEST_BYTES = 1 << 20;
    static final int MOST_STEPS = 1_000;
    static final Duration LATEST = Duration.ofHours(24);

    /// One verb at its time.
    ///
    /// @param at after the start
    /// @param verb its name, for the log
    public record Step(Duration at, String verb, Consumer<Behaviour> action) {}

    public Scenario {
        steps = List.copyOf(steps);
    }

    /// Reads a file: YAML in UTF-8. It is taken whole or not at all.
    ///
    /// @throws ScenarioException when it cannot be read, or for all that is wrong with it
    public static Scenario read(Path file) throws ScenarioException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw new ScenarioException(
                        List.of(file + ": too large (expected: at most " + LARGEST_BYTES + " bytes)"));
            }
            String yaml = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(yaml, file.toString());
        } catch (IOException e) {
            throw new ScenarioException(file + ": cannot be read: " + e, e);
        }
    }

    /// Reads the text of a file.
    ///
    /// @param name what problems call it
    public static Scenario parse(String yaml, String name) throws ScenarioException {
        return new ScenarioReader(name).read(yaml);
    }
}

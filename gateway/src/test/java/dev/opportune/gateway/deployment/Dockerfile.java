package dev.opportune.gateway.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// A `Dockerfile`, one instruction an entry.
record Dockerfile(List<Instruction> instructions) {

    /// @param words what follows the instruction's name, in one line
    record Instruction(String name, String words) {}

    static Dockerfile read() throws IOException {
        return read("Dockerfile");
    }

    /// @param path in the repository
    static Dockerfile read(String path) throws IOException {
        var instructions = new ArrayList<Instruction>();
        var text = Files.readString(Cluster.REPOSITORY.resolve(path))
                .replaceAll("(?m)^#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", "");
        for (String line : text.lines().filter(it -> !it.isBlank()).toList()) {
            var parts = line.split(" ", 2);
            instructions.add(new Instruction(parts[0], parts[1]));
        }
        return new Dockerfile(instructions);
    }

    /// Every instruction of this name, in order.
    List<String> all(String name) {
        return instructions.stream()
                .filter(it -> it.name().equals(name))
                .map(Instruction::words)
                .toList();
    }

    /// The last instruction of this name: it is the image's.
    String words(String name) {
        return all(name).getLast();
    }

    /// The words of an instruction in exec form, a JSON array that no shell reads.
    List<String> exec(String name) throws IOException {
        return List.of(Manifests.parse(words(name), String[].class));
    }
}

package dev.opportune.perf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a run's users, by one import.
public final class Seeding {

    private Seeding() {}

    /// Throws when the gateway did not take them all.
    ///
    /// @param users a line of the import each
    public static void seed(String url, String key, Stream<String> users) throws IOException, InterruptedException {
        String lines = users.collect(Collectors.joining("\n"));
        var body = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        List<String> answers;
        try (var gateway = new Api(url, key)) {
            answers = gateway.postLines("/v1/users", body).toList();
        }
        var last = Api.json(answers.getLast());
        if (!last.path("done").asBoolean() || last.path("failed").asLong() > 0) {
            throw new IOException("the import failed: " + answers.getFirst() + " … " + last);
        }
        System.out.println("seeded: " + last);
    }
}

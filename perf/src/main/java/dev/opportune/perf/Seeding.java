package dev.opportune.perf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a run's users, by one import.
public final class Seeding {

    private static final int TRIES = 3;

    private Seeding() {}

    /// Throws when the gateway did not take them all. A machine that is busy with starting may keep Redis from
    /// answering in time, and an import may be repeated.
    ///
    /// @param users a line of the import each
    public static void seed(String url, String key, Stream<String> users) throws IOException, InterruptedException {
        byte[] lines = users.collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
        String told = "";
        for (int i = 0; i < TRIES; i++) {
            List<String> answers;
            try (var gateway = new Api(url, key)) {
                answers = gateway.postLines("/v1/users", new ByteArrayInputStream(lines))
                        .toList();
            }
            var last = Api.json(answers.getLast());
            told = answers.getFirst() + " … " + last;
            if (last.path("done").asBoolean() && last.path("failed").asLong() == 0) {
                System.out.println("seeded: " + last);
                return;
            }
        }
        throw new IOException("the import failed: " + told);
    }
}

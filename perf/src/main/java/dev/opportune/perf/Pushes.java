package dev.opportune.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// All that the simulators recorded.
public final class Pushes {

    private static final int PAGE = 50_000;

    private Pushes() {}

    /// Gives them in the order of the record; throws when the record was too full for all.
    ///
    /// @param control the simulators' control port
    public static List<Push> all(Api control) throws IOException, InterruptedException {
        var unrecorded = control.get("/pushes/count").join().path("unrecorded").asLong();
        if (unrecorded > 0) {
            throw new IOException("the simulators' record is full: " + unrecorded + " pushes are missing");
        }
        var pushes = new ArrayList<Push>();
        long after = 0;
        for (int page = PAGE; page == PAGE; ) {
            page = 0;
            try (var lines = control.lines("/pushes?limit=" + PAGE + "&after=" + after)) {
                for (var line : (Iterable<String>) lines::iterator) {
                    var json = Api.json(line);
                    pushes.add(Push.of(json));
                    after = json.path("sequence").asLong();
                    page++;
                }
            }
        }
        return pushes;
    }
}

package dev.opportune.perf.attack.suite;

import java.nio.file.Path;

/// What stands ready for every gateway of a run.
///
/// @param root of the repository
/// @param work where a run's files are; the simulators' are in `simulators` there
/// @param redisPort of a Redis with an append-only file
record Place(Path root, Path work, int redisPort) {

    Path simulators() {
        return work.resolve("simulators");
    }
}

package dev.opportune.ratelimiter.redis;

import io.vertx.core.Future;
import java.util.List;

/// Runs scripts: a lane does, and a test that decides what runs when, how often, and whose reply is lost.
interface ScriptRunner {

    Future<List<Object>> run(Script script, byte[][] keys, byte[]... args);
}

package dev.opportune.gateway.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/// The log of this process.
public final class Logs {

    private Logs() {}

    /// Counts what the log had to drop.
    public static void measure(MeterRegistry registry) {
        FunctionCounter.builder("opportune.log.dropped", context(), Logs::dropped)
                .description("Lines of the log that were dropped because nobody took them in time")
                .register(registry);
    }

    /// Writes what waits to be written, for a second at most; nothing is logged after that.
    public static void end() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static double dropped(LoggerContext context) {
        var appenders = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(appenders, Spliterator.ORDERED), false)
                .mapToLong(it -> it instanceof NeverBlocking appender ? appender.dropped() : 0)
                .sum();
    }
}

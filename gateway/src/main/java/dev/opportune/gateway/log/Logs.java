package dev.opportune.gateway.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
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

    /// From now on a JSON object a line, where the log is what `logback.xml` makes it.
    ///
    /// @param version of the program
    public static void asJson(String version) {
        appenders()
                .filter(NeverBlocking.class::isInstance)
                .flatMap(it -> appenders(((NeverBlocking) it).iteratorForAppenders()))
                .filter(OutputStreamAppender.class::isInstance)
                .map(it -> (OutputStreamAppender<ILoggingEvent>) it)
                .forEach(it -> encode(it, new EcsEncoder(version)));
    }

    /// Events that come meanwhile wait in the queue before it: the appender writes nothing while it has its lock.
    private static void encode(OutputStreamAppender<ILoggingEvent> appender, EcsEncoder encoder) {
        encoder.setContext(context());
        encoder.start();
        appender.setEncoder(encoder);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Stream<Appender<ILoggingEvent>> appenders() {
        return appenders(context().getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders());
    }

    private static Stream<Appender<ILoggingEvent>> appenders(Iterator<Appender<ILoggingEvent>> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false);
    }

    private static double dropped(LoggerContext context) {
        return appenders(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders())
                .mapToLong(it -> it instanceof NeverBlocking appender ? appender.dropped() : 0)
                .sum();
    }
}

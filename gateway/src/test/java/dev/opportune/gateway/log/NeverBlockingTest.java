package dev.opportune.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

class NeverBlockingTest {

    private final LoggerContext context = context();
    private final Logger log = context.getLogger("test");

    private static LoggerContext context() {
        var context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        return context;
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    @Timeout(10)
    void a_reader_that_stands_still_keeps_nobody_waiting_and_what_it_missed_is_counted() {
        var reader = new Reader();
        var appender = appender(reader);

        for (int i = 0; i < 10_000; i++) log.info("line {}", i);

        // One is with the reader, and the queue is full.
        await().until(() -> appender.dropped() == 10_000 - 1 - 1024 || appender.dropped() == 10_000 - 1024);
        reader.mayGoOn.release(10_000);
        await().until(() -> reader.read.size() + appender.dropped() == 10_000);
        log.info("the next");
        await().until(() -> reader.read.getLast().equals("the next"));
    }

    @Test
    void nothing_is_dropped_while_there_is_room_and_what_waits_is_written_at_the_end() {
        var reader = new Reader();
        reader.mayGoOn.release(1_000_000);
        var appender = appender(reader);

        for (int i = 0; i < 1_000; i++) log.info("line {}", i);
        appender.stop();

        assertThat(reader.read).hasSize(1_000).startsWith("line 0").endsWith("line 999");
        assertThat(appender.dropped()).isZero();
    }

    @Test
    void all_that_the_gateway_logs_goes_that_way() throws JoranException {
        var shipped = new JoranConfigurator();
        shipped.setContext(context);
        shipped.doConfigure(getClass().getResource("/logback.xml"));

        var everywhere = new ArrayList<Object>();
        for (var logger : context.getLoggerList()) logger.iteratorForAppenders().forEachRemaining(everywhere::add);
        assertThat(everywhere).hasSize(1).hasOnlyElementsOfType(NeverBlocking.class);
    }

    private NeverBlocking appender(Reader reader) {
        reader.setContext(context);
        reader.start();
        var appender = new NeverBlocking();
        appender.setContext(context);
        appender.setQueueSize(1024);
        appender.addAppender(reader);
        appender.start();
        log.addAppender(appender);
        return appender;
    }

    /// Takes a line each time it may.
    private static final class Reader extends AppenderBase<ILoggingEvent> {
        private final Semaphore mayGoOn = new Semaphore(0);
        private final List<String> read = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            mayGoOn.acquireUninterruptibly();
            read.add(event.getFormattedMessage());
        }
    }
}

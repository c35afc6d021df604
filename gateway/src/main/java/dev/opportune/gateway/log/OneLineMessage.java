package dev.opportune.gateway.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// `%line` of a pattern: the message as [OneLine]. `logback.xml` makes it.
public final class OneLineMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return OneLine.of(String.valueOf(event.getFormattedMessage()), OneLine.MOST_MESSAGE);
    }
}

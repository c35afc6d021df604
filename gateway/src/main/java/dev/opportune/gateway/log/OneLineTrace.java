package dev.opportune.gateway.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// `%trace` of a pattern: what was thrown, as [OneLine]. `logback.xml` makes it.
public final class OneLineTrace extends ThrowableProxyConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return OneLine.of(super.convert(event).strip(), OneLine.MOST_TRACE);
    }
}

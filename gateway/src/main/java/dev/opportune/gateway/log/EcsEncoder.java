package dev.opportune.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// A JSON object a line, by the Elastic Common Schema. Elastic's own encoder bounds neither messages nor traces, and
/// lets pass what a terminal acts on; here both are [OneLine]. Of the one thread that writes.
final class EcsEncoder extends EncoderBase<ILoggingEvent> {

    private static final String ECS_VERSION = "8.11.0";

    /// Of each cause, so that all causes are told.
    private static final String FRAMES = "20";

    private static final byte[] NOTHING = {};

    private final JsonFactory json = new JsonFactory();
    private final OneLineTrace trace = new OneLineTrace();
    private final String version;

    /// @param version of the program
    EcsEncoder(String version) {
        this.version = version;
        trace.setOptionList(List.of(FRAMES));
        trace.start();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new ByteArrayOutputStream(256);
        try (var out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("@timestamp", event.getInstant().toString());
            out.writeStringField("log.level", event.getLevel().toString());
            out.writeStringField(
                    "message", OneLine.of(String.valueOf(event.getFormattedMessage()), OneLine.MOST_MESSAGE));
            out.writeStringField("ecs.version", ECS_VERSION);
            out.writeStringField("service.name", "opportune");
            out.writeStringField("service.version", version);
            out.writeStringField("process.thread.name", event.getThreadName());
            out.writeStringField("log.logger", event.getLoggerName());
            var told = event.getKeyValuePairs();
            if (told != null) {
                for (var pair : told) {
                    out.writeStringField(pair.key, OneLine.of(String.valueOf(pair.value), OneLine.MOST_MESSAGE));
                }
            }
            var thrown = event.getThrowableProxy();
            if (thrown != null) {
                out.writeStringField("error.type", thrown.getClassName());
                if (thrown.getMessage() != null) {
                    out.writeStringField("error.message", OneLine.of(thrown.getMessage(), OneLine.MOST_MESSAGE));
                }
                out.writeStringField("error.stack_trace", trace.convert(event));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream of memory failed", e);
        }
        line.write('\n');
        return line.toByteArray();
    }
}

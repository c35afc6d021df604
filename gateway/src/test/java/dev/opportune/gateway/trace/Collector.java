package dev.opportune.gateway.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// A collector that takes OTLP over HTTP as its protocol's own classes read it, and keeps what it is told.
public final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<Map<String, List<String>>> heads = new ConcurrentLinkedQueue<>();

    /// What it answers.
    public volatile int status = 200;

    /// A span as it was told.
    ///
    /// @param gateway that told it
    /// @param attributes as text
    public record Seen(
            String gateway,
            String traceId,
            String spanId,
            String parentId,
            String name,
            Span.SpanKind kind,
            boolean failed,
            String tracestate,
            Map<String, String> attributes) {

        public String of(String attribute) {
            return attributes.getOrDefault("opportune." + attribute, "");
        }
    }

    public Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.setExecutor(threads);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    /// All spans so far, in no order.
    public List<Seen> spans() {
        return List.copyOf(seen);
    }

    public List<Seen> ofTrace(String traceId) {
        return seen.stream().filter(it -> it.traceId.equals(traceId)).toList();
    }

    /// The headers of each batch.
    public List<Map<String, List<String>>> heads() {
        return List.copyOf(heads);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = new GZIPInputStream(exchange.getRequestBody())) {
            heads.add(Map.copyOf(exchange.getRequestHeaders()));
            var told = ExportTraceServiceRequest.parseFrom(body);
            if (status == 200) keep(told);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void keep(ExportTraceServiceRequest told) {
        for (var of : told.getResourceSpansList()) {
            var gateway = texts(of.getResource().getAttributesList()).getOrDefault("service.instance.id", "");
            for (var scope : of.getScopeSpansList()) {
                for (var span : scope.getSpansList()) seen.add(seen(gateway, span));
            }
        }
    }

    private static Seen seen(String gateway, Span span) {
        var hex = HexFormat.of();
        return new Seen(
                gateway,
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                span.getKind(),
                span.getStatus().getCodeValue() == 2,
                span.getTraceState(),
                texts(span.getAttributesList()));
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        var texts = new TreeMap<String, String>();
        for (var attribute : attributes) {
            var value = attribute.getValue();
            texts.put(
                    attribute.getKey(),
                    value.hasStringValue() ? value.getStringValue() : String.valueOf(value.getIntValue()));
        }
        return texts;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}

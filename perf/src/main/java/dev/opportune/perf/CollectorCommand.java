package dev.opportune.perf;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A collector of traces that takes all that it is told and keeps nothing: what telling costs whoever tells.
public final class CollectorCommand {

    private static final String PATH = "/v1/traces";

    private CollectorCommand() {}

    public static void main(String[] args) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PATH, exchange -> {
            try (exchange;
                    var body = exchange.getRequestBody()) {
                body.transferTo(OutputStream.nullOutputStream());
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        System.out.println("collector   http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }
}

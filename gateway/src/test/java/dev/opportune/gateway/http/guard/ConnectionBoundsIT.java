package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.http.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionBoundsIT {

    private static final String REQUEST =
            "GET /v1/sends/none HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer full-key\r\n\r\n";

    @Test
    void one_address_has_a_part_of_all_connections_and_gives_them_back() throws Exception {
        try (var gateway = new RunningGateway(new HttpConfig.Connections(5, 3))) {
            var here = new ArrayList<>(served(gateway, "127.0.0.1", 3));
            assertThat(isServed(connect(gateway, "127.0.0.1"))).isFalse();
            assertThat(refused(gateway, "address")).isEqualTo(1);

            var there = served(gateway, "127.0.0.2", 2);
            assertThat(isServed(connect(gateway, "127.0.0.3"))).isFalse();
            assertThat(refused(gateway, "all")).isEqualTo(1);

            here.removeFirst().close();
            await().until(() ->
                    gateway.meters.get("opportune.http.connections").gauge().value() == 4);
            here.addAll(served(gateway, "127.0.0.1", 1));
            for (var socket : here) socket.close();
            for (var socket : there) socket.close();
            await().until(() ->
                    gateway.meters.get("opportune.http.connections").gauge().value() == 0);
        }
    }

    @Test
    void whoever_has_shown_no_key_for_longest_makes_room_for_another() throws Exception {
        try (var gateway = new RunningGateway(new HttpConfig.Connections(4, 3))) {
            var known = served(gateway, "127.0.0.1", 1).getFirst();
            var oldest = connect(gateway, "127.0.0.1");
            awaitOpen(gateway, 2);
            var younger = connect(gateway, "127.0.0.1");
            awaitOpen(gateway, 3);

            var another = served(gateway, "127.0.0.1", 1).getFirst();
            assertThat(isServed(oldest)).isFalse();
            assertThat(isServed(younger)).isTrue();
            assertThat(cutForRoom(gateway)).isEqualTo(1);

            // All of this address have shown a key by now; another's may not have to leave for it.
            var stranger = connect(gateway, "127.0.0.2");
            awaitOpen(gateway, 4);
            assertThat(isServed(connect(gateway, "127.0.0.1"))).isFalse();
            // But for want of any place it does.
            var elsewhere = served(gateway, "127.0.0.3", 1).getFirst();
            assertThat(isServed(stranger)).isFalse();
            awaitOpen(gateway, 4);
            for (var socket : List.of(known, younger, another, elsewhere)) socket.close();
            awaitOpen(gateway, 0);
        }
    }

    private static void awaitOpen(RunningGateway gateway, int count) {
        await().until(() ->
                gateway.meters.get("opportune.http.connections").gauge().value() == count);
    }

    private static double cutForRoom(RunningGateway gateway) {
        return gateway.meters
                .get("opportune.http.connections.cut")
                .tag("reason", "room")
                .counter()
                .count();
    }

    @Test
    void a_proxy_may_have_all_connections() throws Exception {
        try (var gateway = new RunningGateway(new HttpConfig.Connections(300, 300))) {
            for (var socket : served(gateway, "127.0.0.1", 300)) socket.close();
        }
    }

    private static List<Socket> served(RunningGateway gateway, String from, int count) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < count; i++) sockets.add(connect(gateway, from));
        for (var socket : sockets) assertThat(isServed(socket)).isTrue();
        return sockets;
    }

    private static Socket connect(RunningGateway gateway, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static boolean isServed(Socket socket) {
        try {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readNBytes(9);
            return new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 ");
        } catch (IOException closed) {
            return false;
        }
    }

    private static double refused(RunningGateway gateway, String reason) {
        return gateway.meters
                .get("opportune.http.connections.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }
}

package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BodyBudgetIT {

    private static final String SEND = "{'user':'u-1','category':'c','content':{'title':'t'}}";
    private static final int PART = 60_000;

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void unfinished_bodies_of_one_caller_keep_out_its_own_alone_and_make_room_when_it_leaves() throws Exception {
        var unfinished = new ArrayList<Socket>();
        int room = Limits.BODIES_BYTES / 2;
        for (; room > PART; room -= PART) unfinished.add(unfinished(PART));
        unfinished.add(unfinished(room));

        await().until(() -> send("full-key").status() == 503);
        assertThat(send("full-key").problem()).isEqualTo("overloaded");
        assertThat(send("sends-key").status()).isEqualTo(202);

        for (var socket : unfinished) socket.close();
        await().until(() -> send("full-key").status() == 202);
    }

    /// One that owes its last byte.
    private static Socket unfinished(int bytes) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        var head = "POST /v1/sends HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + (bytes + 1) + "\r\n\r\n";
        socket.getOutputStream().write((head + " ".repeat(bytes)).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static RunningGateway.Answer send(String key) {
        return gateway.call("POST", "/v1/sends", SEND, "Authorization", "Bearer " + key);
    }
}

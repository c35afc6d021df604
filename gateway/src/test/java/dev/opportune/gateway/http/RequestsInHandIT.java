package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.http.guard.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RequestsInHandIT {

    private static final String KEY = "full-key";
    private static final String SEND = "{'user':'u-1','category':'c','content':{'title':'t'}}";

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void requests_of_one_caller_keep_out_its_own_alone_and_make_room_when_it_leaves() throws Exception {
        var clients = new ArrayList<RawHttp2>();
        try {
            for (int left = Limits.REQUESTS_OF_CALLER; left > 0; left -= Limits.CONCURRENT_STREAMS) {
                clients.add(unfinished(Math.min(left, Limits.CONCURRENT_STREAMS)));
            }
            await().until(() -> send(KEY).status() == 503);
            assertThat(send(KEY).problem()).isEqualTo("overloaded");
            assertThat(send("sends-key").status()).isEqualTo(202);

            for (int stream : RawHttp2.streams(11).skip(1).toArray()) {
                clients.getFirst().write(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(8)));
            }
            await().until(() -> send(KEY).status() == 202);
        } finally {
            clients.forEach(RawHttp2::close);
        }
        var inFlight = gateway.meters.get("opportune.http.requests.inflight").gauge();
        await().until(() -> inFlight.value() == 0);
    }

    /// A client with so many sends whose bodies do not come.
    private static RawHttp2 unfinished(int count) throws Exception {
        var client = RawHttp2.connect(gateway.port());
        client.write(RawHttp2.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0), RawHttp2.get(1, "/v1/sends/none", KEY));
        client.await(it -> it.type() == RawHttp2.SETTINGS
                && it.setting(RawHttp2.MAX_CONCURRENT_STREAMS) == Limits.CONCURRENT_STREAMS);
        client.await(RawHttp2.Frame::endsStream);
        var all = new ByteArrayOutputStream();
        RawHttp2.streams(count + 1)
                .skip(1)
                .forEach(stream -> all.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post("/v1/sends", KEY))));
        client.write(RawHttp2.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0), all.toByteArray());
        return client;
    }

    private static RunningGateway.Answer send(String key) {
        return gateway.call("POST", "/v1/sends", SEND, "Authorization", "Bearer " + key);
    }
}

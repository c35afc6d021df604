package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.engagement.proof.Proofs;
import dev.opportune.simulator.record.Push;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The proofs in pushes, from a send's request to what the providers got.
class ProofIT {

    private static final String POLICY = """
            version: "2026-11-29"
            categories:
              sale: {class: promotional, quiet_hours: ignore, consent: none}
              order: {class: transactional, quiet_hours: ignore, consent: none}
            """;
    private static final List<ProofKey> KEYS = List.of(new ProofKey(2, new byte[32]), new ProofKey(1, new byte[32]));

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, TestMeasurement.ofPurchases(() -> KEYS));

    private final Proofs proofs = new Proofs(KEYS);

    @Test
    void a_push_carries_a_proof_of_whose_and_which_send_it_was() throws Exception {
        var iphone = sent("ada", "sale", "\"shop-ios\"", iosToken("proof-ada"), "");
        assertThat(opened(iphone)).isEqualTo("ada");
        var android = sent("bea", "sale", "\"shop-android\"", "proof-bea:APA91bFoo", "");
        assertThat(opened(android)).isEqualTo("bea");
    }

    @Test
    void what_waited_carries_one_too() throws Exception {
        var in = gateway.redisNow().plusMillis(1_500);
        var push =
                sent("cleo", "sale", "\"shop-ios\"", iosToken("proof-cleo"), ",\"moment\":{\"from\":\"" + in + "\"}");
        assertThat(opened(push)).isEqualTo("cleo");
    }

    @Test
    void what_is_not_measured_carries_none() throws Exception {
        var push = sent("dora", "order", "\"shop-ios\"", iosToken("proof-dora"), "");
        assertThat(push.payload()).contains("send_id").doesNotContain("proof");
    }

    @Test
    void a_push_that_is_full_goes_without_and_is_counted() throws Exception {
        double before = leftOut();
        var push = sent("emil".repeat(30), "sale", "\"shop-android\"", "full-emil:APA91bFoo", "", "x".repeat(3_800));
        assertThat(push.payload()).contains("send_id").doesNotContain("proof");
        assertThat(leftOut()).isEqualTo(before + 1);
    }

    private static double leftOut() {
        return gateway.meters.get("opportune.proofs.left.out").counter().count();
    }

    private String opened(Push push) throws Exception {
        var payload = GatewayFixture.JSON.readTree(push.payload());
        var ours = payload.path("opportune");
        if (ours.isMissingNode()) {
            var data = payload.path("message").path("data").path("opportune").asText();
            ours = GatewayFixture.JSON.readTree(data);
        }
        var opened =
                proofs.open(ours.path("send_id").asText(), ours.path("proof").asText());
        assertThat(opened).isInstanceOf(Proofs.Opened.Sound.class);
        var claim = ((Proofs.Opened.Sound) opened).claim();
        assertThat(claim.second()).isCloseTo(gateway.redisNow().getEpochSecond(), within(30L));
        return claim.user();
    }

    private static Push sent(String user, String category, String app, String deviceToken, String more)
            throws Exception {
        return sent(user, category, app, deviceToken, more, "t");
    }

    private static Push sent(String user, String category, String app, String deviceToken, String more, String title)
            throws Exception {
        var answer = gateway.send(202, """
                {"user":"%s","category":"%s","content":{"title":"%s"},"devices":[{"app":%s,"device_token":"%s"}]%s}""".formatted(user, category, title, app, deviceToken, more));
        gateway.awaitState(answer.get("send_id").asText(), "accepted");
        return gateway.pushesTo(deviceToken).getFirst();
    }
}

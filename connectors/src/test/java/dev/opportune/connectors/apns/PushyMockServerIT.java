package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.ValidatingPushNotificationHandlerFactory;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Offer;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Outcomes;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An other side that is not ours: the server that Pushy brings, which checks provider tokens, topics, headers and
/// device tokens by its own reading of Apple's documents.
class PushyMockServerIT {

    private static final String TOPIC = "com.example.shop";
    private static final String GONE = "a0".repeat(32);
    private static final Instant SINCE = Instant.parse("2026-11-20T08:00:00.123Z");

    @SuppressWarnings("deprecation") // Pushy knows groups by the names of these classes
    private final EventLoopGroup group = new NioEventLoopGroup(1);

    private ApnsRig rig;
    private MockApnsServer server;
    private Endpoint endpoint;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new ApnsRig(folder);
        var credentials = rig.simulator.credentials();
        var key = new ApnsVerificationKey(credentials.apnsKeyId(), credentials.apnsTeamId(), (ECPublicKey)
                credentials.apnsKey().getPublic());
        server = new MockApnsServerBuilder()
                .setServerCredentials(
                        credentials.server().getCertificatePath(),
                        credentials.server().getKeyPair().getPrivate(),
                        null)
                .setHandlerFactory(new ValidatingPushNotificationHandlerFactory(
                        Map.of(TOPIC, Set.of(Messages.DEVICE_TOKEN, GONE)),
                        Map.of(GONE, SINCE),
                        Map.of(credentials.apnsKeyId(), key),
                        Map.of(key, Set.of(TOPIC))))
                .setEventLoopGroup(group)
                .setUseAlpn(true)
                .build();
        endpoint = new Endpoint("localhost", server.start(0).get(30, TimeUnit.SECONDS));
        rig.connect(new ApnsProvider(rig.settings(endpoint, 1)), true);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        server.shutdown().get(30, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    }

    @Test
    void it_accepts_what_we_send_whatever_the_urgency() {
        assertThat(rig.deliver(Messages.full(rig.deadline))).isInstanceOf(Accepted.class);
        assertThat(rig.deliver(urgent(Urgency.NORMAL))).isInstanceOf(Accepted.class);
        assertThat(rig.deliver(urgent(Urgency.HIGH))).isInstanceOf(Accepted.class);
    }

    @Test
    void it_accepts_many_at_once() {
        assertThat(rig.lane.await(() -> new Offer(rig.connector(), 500, rig.deadline).start()))
                .hasSize(500)
                .allMatch(Accepted.class::isInstance);
    }

    @Test
    void it_knows_which_device_tokens_belong_to_the_topic_and_which_are_gone() {
        assertThat(rig.deliver(rig.message(1, "b0".repeat(32), Standing.UNPROVEN)))
                .isEqualTo(new Rejected("DeviceTokenNotForTopic", Blame.UNCLEAR));
        assertThat(rig.deliver(rig.message(2, "not64hex", Standing.UNPROVEN)))
                .isEqualTo(new Rejected("BadDeviceToken", Blame.UNCLEAR));
        assertThat(rig.deliver(rig.message(3, GONE, Standing.PROVEN)))
                .isEqualTo(new Unregistered("Unregistered", SINCE));
    }

    @Test
    void it_refuses_another_teams_key_and_operators_are_told() {
        ApnsSettings ours = rig.settings(endpoint, 1);
        var foreign = new ApnsProvider(new ApnsSettings(
                ours.app(),
                ours.topic(),
                ours.environment(),
                ours.keyFile(),
                ours.keyId(),
                "TEAM567890",
                endpoint,
                ours.caFile()));
        rig.connect(foreign, true);
        assertThat(rig.deliver(rig.message(1)))
                .isEqualTo(new NotSent("InvalidProviderToken", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(foreign.fault()).contains("InvalidProviderToken");
    }

    private PushMessage urgent(Urgency urgency) {
        return new PushMessage(
                "s-1",
                Messages.DEVICE_TOKEN,
                Messages.titled("Raincoats"),
                null,
                null,
                rig.deadline,
                urgency,
                Standing.PROVEN);
    }
}

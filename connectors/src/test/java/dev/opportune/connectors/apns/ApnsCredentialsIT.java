package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that change while messages go out.
class ApnsCredentialsIT {

    private ApnsRig rig;
    private ApnsProvider provider;
    private Path keyFile;
    private String goodKey;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        rig = new ApnsRig(folder);
        ApnsSettings settings = rig.settings(rig.endpoint(), 2);
        keyFile = settings.keyFile();
        goodKey = Files.readString(keyFile);
        provider = new ApnsProvider(settings);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_key_that_Apple_refuses_is_said_in_a_sentence_until_a_good_one_works() throws Exception {
        Files.writeString(keyFile, anotherKey());
        provider.refresh();
        rig.connect(provider, true);
        assertThat(provider.fault()).isNull();
        assertThat(rig.deliver(rig.message(1)))
                .isEqualTo(new NotSent("InvalidProviderToken", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(provider.fault()).startsWith("Apple refuses what this app sends with InvalidProviderToken: ");

        Files.writeString(keyFile, goodKey);
        provider.refresh();
        assertThat(provider.fault()).isNull();
        ApnsRig.until(() -> rig.heard("ended") == 1);
        assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
    }

    @Test
    void what_a_former_key_is_refused_may_go_again_at_once() throws Exception {
        Files.writeString(keyFile, anotherKey());
        provider.refresh();
        rig.connect(provider, true);
        rig.simulator.behaviour().freeze(Provider.APNS);
        var begun = rig.begin(1, rig::message);
        Files.writeString(keyFile, goodKey);
        provider.refresh();

        rig.simulator.behaviour().unfreeze(Provider.APNS);
        assertThat(rig.outcomes(begun))
                .containsExactly(new NotSent("InvalidProviderToken", Duration.ZERO, Extent.DEVICE));
        assertThat(provider.fault()).isNull();
    }

    @Test
    void what_Apple_accepts_again_is_no_fault_any_more() {
        rig.connect(provider, true);
        rig.simulator.behaviour().refuse(rig.message(1).address(), DeviceRefusal.times(ApnsReason.FORBIDDEN, 1));
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(NotSent.class);
        assertThat(provider.fault()).contains("Forbidden");
        assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    @Test
    void new_credentials_replace_connections_and_lose_no_message() throws Exception {
        rig.connect(provider, true);
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        rig.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(200)));
        var begun = rig.begin(20, rig::message);
        Files.writeString(keyFile, goodKey + "\n");
        provider.refresh();
        ApnsRig.until(() -> rig.heard("opened") == 2 && rig.heard("ended") == 1);
        assertThat(rig.outcomes(begun)).allMatch(Accepted.class::isInstance);
        assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
        assertThat(rig.simulator.pushes())
                .last()
                .extracting(Push::connection)
                .isNotEqualTo(rig.simulator.pushes().getFirst().connection());
        ApnsRig.until(() -> rig.simulator.state(Provider.APNS).connections() == 1);
    }

    @Test
    void a_file_that_was_only_touched_changes_nothing() throws Exception {
        rig.connect(provider, true);
        Files.copy(keyFile, keyFile.resolveSibling("copy"));
        Files.move(keyFile.resolveSibling("copy"), keyFile, StandardCopyOption.REPLACE_EXISTING);
        provider.refresh();
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
        assertThat(rig.heard("opened")).isEqualTo(1);
        assertThat(rig.heard("ended")).isZero();
    }

    @Test
    void an_unusable_file_stops_the_app_until_it_is_good_again() throws Exception {
        rig.connect(provider, true);
        Files.writeString(keyFile, "no key");
        provider.refresh();
        assertThat(provider.fault())
                .isEqualTo("key_file: " + keyFile + " is not an Apple .p8 key (PKCS#8, EC P-256, PEM): it has no line"
                        + " -----BEGIN PRIVATE KEY-----");
        ApnsRig.until(() -> rig.heard("ended") == 1);
        assertThat(rig.room(Standing.PROVEN)).isZero();
        assertThat(rig.deliver(rig.message(1)))
                .isEqualTo(new NotSent("unusable_credentials", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(rig.simulator.pushes()).isEmpty();

        Files.writeString(keyFile, goodKey);
        provider.refresh();
        assertThat(provider.fault()).isNull();
        rig.lane.awaitRoom(rig.connector());
        assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
    }

    @Test
    void a_provider_whose_file_is_missing_from_the_start_waits_for_it() throws Exception {
        Files.delete(keyFile);
        var late = new ApnsProvider(new ApnsSettings(
                "shop-ios",
                "com.example.shop",
                ApnsSettings.Environment.PRODUCTION,
                keyFile,
                rig.simulator.credentials().apnsKeyId(),
                rig.simulator.credentials().apnsTeamId(),
                rig.endpoint(),
                rig.simulator.caFile()));
        assertThat(late.fault()).isEqualTo("key_file: " + keyFile + " does not exist");
        rig.connect(late, false);
        assertThat(rig.room(Standing.UNPROVEN)).isZero();
        assertThat(rig.limit()).isZero();

        Files.writeString(keyFile, goodKey);
        late.refresh();
        rig.lane.awaitRoom(rig.connector());
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
    }

    private static String anotherKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n";
    }
}

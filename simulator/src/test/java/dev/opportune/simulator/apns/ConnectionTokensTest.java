package dev.opportune.simulator.apns;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.opportune.simulator.MovedClock;
import dev.opportune.simulator.behaviour.ApnsReason;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTokensTest {

    private final MovedClock clock = new MovedClock();
    private KeyPair key;
    private ConnectionTokens tokens;

    @BeforeEach
    void connect() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        key = generator.generateKeyPair();
        var account = new ApnsAccount((ECPublicKey) key.getPublic(), "KEY", "TEAM", Set.of("com.example.shop"));
        tokens = new ConnectionTokens(new ProviderTokens(account, clock), clock);
    }

    @Test
    void the_first_provider_token_of_a_connection_is_no_update() {
        assertThat(tokens.judge(bearer("KEY", "TEAM"))).isNull();
        clock.move(Duration.ofSeconds(1));
        assertThat(tokens.judge(bearer("KEY", "TEAM"))).isNull();
    }

    @Test
    void a_second_update_within_twenty_minutes_is_refused() {
        assertThat(tokens.judge(bearer("KEY", "TEAM"))).isNull();
        clock.move(Duration.ofSeconds(1));
        assertThat(tokens.judge(bearer("KEY", "TEAM"))).isNull();
        clock.move(Duration.ofMinutes(20).minusSeconds(1));
        String third = bearer("KEY", "TEAM");
        assertThat(tokens.judge(third)).isEqualTo(ApnsReason.TOO_MANY_PROVIDER_TOKEN_UPDATES);
        clock.move(Duration.ofSeconds(1));
        assertThat(tokens.judge(third)).isNull();
    }

    @Test
    void a_provider_token_that_was_good_expires_an_hour_after_it_was_issued() {
        String token = bearer("KEY", "TEAM");
        clock.move(Duration.ofHours(1));
        assertThat(tokens.judge(token)).isNull();
        clock.move(Duration.ofSeconds(1));
        assertThat(tokens.judge(token)).isEqualTo(ApnsReason.EXPIRED_PROVIDER_TOKEN);
    }

    @Test
    void a_provider_token_of_another_key_or_team_is_refused() {
        assertThat(tokens.judge(bearer("OTHER", "TEAM"))).isEqualTo(ApnsReason.INVALID_PROVIDER_TOKEN);
        assertThat(tokens.judge(bearer("KEY", "OTHER"))).isEqualTo(ApnsReason.INVALID_PROVIDER_TOKEN);
    }

    private String bearer(String keyId, String teamId) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(),
                    new JWTClaimsSet.Builder()
                            .issuer(teamId)
                            .issueTime(Date.from(clock.instant()))
                            .build());
            jwt.sign(new ECDSASigner((ECPrivateKey) key.getPrivate()));
            return "bearer " + jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import dev.opportune.connectors.verdict.SettingsMark;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.Credentials;
import dev.opportune.connectors.wire.Endpoint;
import io.netty.channel.EventLoopGroup;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What an app proves itself to Apple with, and what it believes Apple by. Read once, shared by all lanes.
final class ApnsCredentials implements Credentials {

    /// How long a closing connection waits for answers.
    static final Duration CLOSING = Duration.ofSeconds(1);

    private final ApnsSigningKey key;
    private final @Nullable CaFile ca;
    private final String mark;

    private ApnsCredentials(ApnsSigningKey key, @Nullable CaFile ca, String mark) {
        this.key = key;
        this.ca = ca;
        this.mark = mark;
    }

    /// Reads the files; [UnusableFileException] when one is of no use.
    static ApnsCredentials read(ApnsSettings settings) {
        ApnsSigningKey key = ApnsKeyFile.read(settings);
        String mark = SettingsMark.of(
                settings.app(),
                settings.topic(),
                settings.environment(),
                settings.address().host(),
                settings.teamId(),
                settings.keyId(),
                key.getS());
        return new ApnsCredentials(key, CaFile.readIfSet(settings.caFile()), mark);
    }

    @Override
    public String settings() {
        return mark;
    }

    /// A Pushy client of one connection, on the lane's loop. It connects when it is given its first message.
    ///
    /// @param tunnel null: straight
    ApnsClient client(
            ApnsSettings settings,
            EventLoopGroup loop,
            ApnsFrames frames,
            FlushedWrites writes,
            @Nullable ApnsTunnel tunnel) {
        Endpoint address = settings.address();
        var builder = new ApnsClientBuilder()
                .setApnsServer(address.host(), address.port())
                .setUseAlpn(true)
                .setSigningKey(key)
                .setEventLoopGroup(loop)
                .setConcurrentConnections(1)
                .setConnectionTimeout(settings.connectTimeout())
                .setGracefulShutdownTimeout(CLOSING)
                .setFrameLogger(frames)
                .setMetricsListener(writes);
        if (tunnel != null) builder.setProxyHandlerFactory(tunnel);
        if (ca != null) {
            builder.setTrustedServerCertificateChain(ca.certificates().toArray(X509Certificate[]::new));
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JVM offers no TLS that APNs would accept", e);
        }
    }
}

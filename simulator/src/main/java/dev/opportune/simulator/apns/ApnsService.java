package dev.opportune.simulator.apns;

import dev.opportune.simulator.behaviour.DeviceScripts;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.wire.ConnectionHandle;
import dev.opportune.simulator.wire.ConnectionService;
import dev.opportune.simulator.wire.ProviderService;
import java.time.Clock;

/// Apple Push Notification service, the HTTP/2 interface with provider tokens.
public final class ApnsService implements ProviderService {

    /// What is read of a body; the payload's own bound is 4096 or 5120 bytes.
    private static final int LARGEST_BODY = 8_192;

    private final ApnsRequestRules rules;
    private final ProviderTokens tokens;
    private final DeviceScripts devices;
    private final Clock clock;

    public ApnsService(ApnsAccount account, DeviceScripts devices, Clock clock) {
        this.rules = new ApnsRequestRules(account.topics(), clock);
        this.tokens = new ProviderTokens(account, clock);
        this.devices = devices;
        this.clock = clock;
    }

    @Override
    public Provider provider() {
        return Provider.APNS;
    }

    @Override
    public int initialStreams() {
        return StreamAllowance.BEFORE_AUTHENTICATION;
    }

    @Override
    public int largestBody() {
        return LARGEST_BODY;
    }

    @Override
    public boolean speaksHttp1() {
        return false;
    }

    @Override
    public ConnectionService connected(ConnectionHandle connection) {
        return new ApnsConnection(
                rules, new ConnectionTokens(tokens, clock), new StreamAllowance(connection), devices, clock);
    }
}

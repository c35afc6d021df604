package dev.opportune.simulator.fcm;

import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.wire.ConnectionHandle;
import dev.opportune.simulator.wire.ConnectionService;
import dev.opportune.simulator.wire.ProviderService;
import java.time.Clock;

/// Firebase Cloud Messaging, HTTP v1, with the OAuth token endpoint on the same port.
public final class FcmService implements ProviderService {

    /// FCM's streams a connection, as clients see them.
    static final int STREAMS = 100;

    /// What is read of a body; a message's own bound is 4096 bytes.
    private static final int LARGEST_BODY = 65_536;

    private final FcmRequests requests;

    /// @param projectId the only project that there is
    public FcmService(
            String projectId,
            TokenEndpoint tokens,
            TokenExchange exchange,
            AccessTokens accessTokens,
            Behaviour behaviour,
            Clock clock) {
        this.requests = new FcmRequests(projectId, tokens, exchange, accessTokens, behaviour, clock);
    }

    @Override
    public Provider provider() {
        return Provider.FCM;
    }

    @Override
    public int initialStreams() {
        return STREAMS;
    }

    @Override
    public int largestBody() {
        return LARGEST_BODY;
    }

    /// google-auth-library fetches its access tokens over HTTP/1.1.
    @Override
    public boolean speaksHttp1() {
        return true;
    }

    @Override
    public ConnectionService connected(ConnectionHandle connection) {
        return requests;
    }
}

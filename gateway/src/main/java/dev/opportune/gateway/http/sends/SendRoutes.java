package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.send.Sends;
import java.util.List;

/// All that is served under `/v1/sends`.
public final class SendRoutes {

    private SendRoutes() {}

    /// The routes over one lane's sends.
    public static List<Route> of(Sends sends) {
        var endpoint = new SendEndpoint(sends);
        return List.of(endpoint.sends(), endpoint.send());
    }
}

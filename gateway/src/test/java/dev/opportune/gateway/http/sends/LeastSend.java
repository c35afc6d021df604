package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.KnownApps;
import java.util.Map;

/// The least send there is, as JSON with `'` for `"`.
final class LeastSend {

    static final KnownApps APPS = new KnownApps(Map.of());

    /// The least send there is, with more members.
    static String with(String members) {
        return "{'user':'u','category':'c','content':{'title':'t'}" + members + "}";
    }

    static String json(String quotedSingly) {
        return quotedSingly.replace('\'', '"');
    }

    private LeastSend() {}
}

package dev.opportune.perf.load;

import dev.opportune.perf.Workload;

/// What is sent.
///
/// @param key of the send, for the ledger
/// @param bad whether it is to be refused as such
public record Content(String key, String category, String body, boolean bad) {

    private static final String CATEGORY = "\"category\":\"";

    public static Content of(Workload.Send send) {
        String body = send.body();
        int at = body.indexOf(CATEGORY) + CATEGORY.length();
        return new Content(
                send.key(), body.substring(at, body.indexOf('"', at)), body, send.kind() == Workload.Kind.BAD);
    }

    /// The same with one member more.
    ///
    /// @param member JSON, such as `"moment":{"ttl":"PT5S"}`
    public Content with(String member) {
        return new Content(key, category, '{' + member + ',' + body.substring(1), bad);
    }
}

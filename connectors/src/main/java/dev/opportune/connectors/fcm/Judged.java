package dev.opportune.connectors.fcm;

import java.net.URI;

/// An account's file that may be used, by its kind.
sealed interface Judged {

    /// Where its access tokens come from.
    URI address();

    /// What the file calls that address.
    String member();

    /// The key of a service account.
    ///
    /// @param project its own
    record Key(String project, URI address) implements Judged {
        @Override
        public String member() {
            return "token_uri";
        }
    }

    /// Workload identity federation, which names no project.
    record Federated(URI address) implements Judged {
        @Override
        public String member() {
            return "token_url";
        }
    }
}
